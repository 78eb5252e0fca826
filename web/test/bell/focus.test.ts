import { describe, expect, it } from "vitest";
import type { Call } from "../../src/bell/calls";
import { focusOfNew, focusOfNext, MOVED_MS } from "../../src/bell/focus";

function call(id: string, danger = "", state: Call["state"] = "calling"): Call {
  return { id, kiosk: "kiosk-1", channel: "screen", place: "", window: "", why: "", danger, service: "", values: [], waited: 0, state, who: "", told: false, gone: "", document: false };
}

const OLD = call("old");
const USUAL = call("usual");
const FIRE = call("fire", "fire");
const SMOKE = call("smoke", "fire");
const LATER = MOVED_MS + 1;

describe("a danger", () => {
  it.each([["nothing", ""], ["an older call", { take: "old" }], ["another danger", { take: "smoke" }], ["another button", "button"], ["a field", "field"]] as const)(
    "takes the focus from %s, whatever staff have just pressed",
    (_, place) => {
      expect(focusOfNew([SMOKE, OLD, FIRE, USUAL], ["fire", "usual"], place, 0)).toBe("fire");
    },
  );

  it("of two that come at once: the newest", () => {
    expect(focusOfNew([SMOKE, FIRE], ["smoke", "fire"], "", LATER)).toBe("fire");
  });
});

describe("another call", () => {
  it("takes the focus from an older one, also the newest of two", () => {
    expect(focusOfNew([OLD, USUAL], ["usual"], { take: "old" }, LATER)).toBe("usual");
    expect(focusOfNew([OLD, USUAL], ["old", "usual"], "", 0)).toBe("usual");
  });

  it("leaves it where staff type, have just moved, or a danger waits", () => {
    expect(focusOfNew([OLD, USUAL], ["usual"], "field", LATER)).toBe("");
    expect(focusOfNew([OLD, USUAL], ["usual"], { take: "old" }, MOVED_MS - 1)).toBe("");
    expect(focusOfNew([FIRE, USUAL], ["usual"], { take: "fire" }, LATER)).toBe("");
  });

  it("takes it from a danger that somebody goes to", () => {
    expect(focusOfNew([call("fire", "fire", "coming"), USUAL], ["usual"], { take: "fire" }, LATER)).toBe("usual");
  });
});

describe("after 我来", () => {
  it("the newest danger that is left has the focus, and no usual call", () => {
    expect(focusOfNext([SMOKE, FIRE, OLD])).toBe("fire");
    expect(focusOfNext([OLD, call("fire", "fire", "coming")])).toBe("");
  });
});
