import { describe, expect, it } from "vitest";
import { keys } from "../../console/parts/once";

describe("the key of a change", () => {
  it("is the same as long as the same is sent", () => {
    let drawn = 0;
    const keyOf = keys(() => `k${++drawn}`);
    expect([{ text: "a" }, { text: "a" }, { text: "b" }, { text: "b" }].map(keyOf)).toEqual(["k1", "k1", "k2", "k2"]);
  });

  it("is what the hall takes", () => {
    const keyOf = keys();
    expect(keyOf({})).toMatch(/^[0-9a-f]{32}$/u);
    expect(keyOf({})).toBe(keyOf({}));
    expect(keys()({})).not.toBe(keyOf({}));
  });
});
