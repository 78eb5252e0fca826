import { describe, expect, it } from "vitest";
import { Wedge } from "../../src/devices/wedge";

function typed(text: string, gap: number, wedge = new Wedge(), from = 1000): string | null {
  let code: string | null = null;
  [...text, "Enter"].forEach((key, i) => (code = wedge.feed(key, from + i * gap)));
  return code;
}

describe("a scanner that types", () => {
  it("gives what came quickly before Enter", () => {
    expect(typed("GD20261201-007", 8)).toBe("GD20261201-007");
  });

  it("is no hand", () => {
    expect(typed("20261201", 120)).toBe(null);
  });

  it("leaves out what a hand typed before, and keys that are no characters", () => {
    const wedge = new Wedge();
    wedge.feed("9", 0);
    wedge.feed("Shift", 995);
    expect(typed("A0012", 5, wedge)).toBe("A0012");
  });

  it("gives each code once, and none that is too short or too long", () => {
    const wedge = new Wedge();
    expect(typed("A0012", 5, wedge)).toBe("A0012");
    expect(wedge.feed("Enter", 1040)).toBe(null);
    expect(typed("A01", 5)).toBe(null);
    expect(typed("1".repeat(600), 1)).toBe(null);
  });
});
