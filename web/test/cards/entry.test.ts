import { describe, expect, it } from "vitest";
import { Entry } from "../../src/cards/entry";

function typed(pad: "digits" | "id" | "date", keys: string): Entry {
  const entry = new Entry(pad);
  for (const key of keys) entry.press(key);
  return entry;
}

describe("the keypad", () => {
  it.each([
    ["id", "11010519491231002X", true],
    ["id", "110105194912310021", true],
    ["id", "110105491231002", true],
    ["id", "1101051949123100", false],
    ["date", "20260229", false],
    ["date", "20240229", true],
    ["date", "20261301", false],
    ["date", "2026112", false],
    ["digits", "", false],
    ["digits", "13800138000", true],
  ] as const)("%s %s complete: %s", (pad, keys, complete) => {
    expect(typed(pad, keys).complete).toBe(complete);
  });

  it("takes X only at the end of an identity number", () => {
    expect(typed("id", "X1X1").keys).toBe("11");
    expect(typed("digits", "1X2").keys).toBe("12");
  });

  it("stops at its length", () => {
    expect(typed("id", "1".repeat(30)).keys).toHaveLength(18);
    expect(typed("date", "1".repeat(30)).keys).toHaveLength(8);
  });

  it("groups for reading, and veils all but the last four keys", () => {
    expect(typed("id", "11010519491231002X").shown(false)).toBe("110105 1949 1231 002X");
    expect(typed("digits", "13800138000").shown(false)).toBe("138 0013 8000");
    expect(typed("date", "20261122").shown(false)).toBe("2026 11 22");
    expect(typed("id", "110105").shown(true)).toBe("**0105");
    expect(typed("digits", "13800138000").shown(true)).toBe("*** **** 8000");
  });

  it("takes back one key, or all", () => {
    const entry = typed("digits", "123");
    entry.backspace();
    expect(entry.keys).toBe("12");
    entry.clear();
    entry.backspace();
    expect(entry.keys).toBe("");
  });
});
