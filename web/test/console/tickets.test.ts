import { describe, expect, it } from "vitest";
import { bodyOf, clearFilter, filter } from "../../console/tickets/filter";
import { dueIn, kindOf, textLabel } from "../../console/tickets/words";

describe("tickets in words", () => {
  it("tells how long is left and how long one is late", () => {
    const now = 1_800_000_000_000;
    expect(dueIn(now + 30 * 60_000, now)).toBe("还有 30 分钟");
    expect(dueIn(now + 5 * 3_600_000, now)).toBe("还有 5 小时");
    expect(dueIn(now, now)).toBe("超期 0 分钟");
    expect(dueIn(now - 3 * 86_400_000, now)).toBe("超期 3 天");
  });

  it("has a sign for each state", () => {
    expect((["new", "accepted", "assigned", "working", "replied"] as const).map(kindOf)).toEqual(["wait", "wait", "wait", "wait", "wait"]);
    expect((["closed", "visited", "rated", "declined"] as const).map(kindOf)).toEqual(["good", "good", "good", "off"]);
  });

  it("asks for the right words", () => {
    expect(textLabel("extend")).toBe("延期的原因");
    expect(textLabel("accept")).toBe("说明");
  });
});

describe("the filter", () => {
  it("is kept, sent trimmed, and cleared", () => {
    Object.assign(filter, { words: " 路灯 ", page: 3, mine: true });
    expect(bodyOf(filter)).toEqual({ state: "open", kind: "", department: "", due: "", mine: true, words: "路灯", page: 3 });
    clearFilter();
    expect(bodyOf(filter)).toEqual({ state: "open", kind: "", department: "", due: "", mine: false, words: "", page: 1 });
  });
});
