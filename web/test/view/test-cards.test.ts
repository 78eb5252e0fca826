// @vitest-environment happy-dom
import { describe, expect, it, vi } from "vitest";
import { START, turnPage, type Page } from "../../src/page";
import type { ViewActions } from "../../src/view/part";
import { TestCards } from "../../src/view/test-cards";
import { readControl, type Down } from "../../src/wire/control";

const CARD = { name: "李桂英", number: "11010519491231002X" };
const READY = {
  type: "ready", v: "kiosk.v1", hall: { name: "厅", clerk: "小慧", notice: "AI" }, face: { columns: [], rate: 50 }, audio: { up: 1, down: 1 }, resumed: false, idle_s: 60,
};
const begun: Down = { type: "begun", conversation: "c", resume: "r" };

function after(...messages: Down[]): Page {
  return messages.reduce<Page>((page, message) => turnPage(page, { kind: "message", message }), START);
}

function met(cards: unknown): Down {
  return readControl(JSON.stringify({ ...READY, test_cards: cards }));
}

describe("the cards of a demonstration", () => {
  it("are shown in a conversation, where the hall offers some, and read by a press", () => {
    const card = vi.fn();
    const part = new TestCards({ card } as unknown as ViewActions);
    part.show(after(met([CARD])));
    expect(part.element.hidden).toBe(true);
    part.show(after(met([CARD]), begun));
    expect(part.element.hidden).toBe(false);
    part.element.querySelector("button")?.click();
    expect(card).toHaveBeenCalledWith(CARD);
  });

  it("are never shown where the hall offers none", () => {
    const part = new TestCards({} as unknown as ViewActions);
    for (const ready of [met([]), readControl(JSON.stringify(READY))]) {
      part.show(after(ready, begun));
      expect(part.element.hidden).toBe(true);
    }
  });

  it("are refused where they are none", () => {
    expect(() => met([{ name: "李桂英" }])).toThrow("ready.test_cards[0].number");
  });
});
