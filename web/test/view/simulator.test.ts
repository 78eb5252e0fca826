// @vitest-environment happy-dom
import { describe, expect, it, vi } from "vitest";
import { START, turnPage } from "../../src/page";
import type { ViewActions } from "../../src/view/part";
import { Simulator } from "../../src/view/simulator";

const ACTIONS = [{ id: "card:0", label: "李桂英" }, { id: "plug:printer", label: "拔掉打印机" }];
const with_ = (actions: typeof ACTIONS) => turnPage(START, { kind: "simulator", actions });

describe("the simulated devices of a demonstration", () => {
  it("are shown where there are some, and used by a press", () => {
    const simulate = vi.fn();
    const part = new Simulator({ simulate } as unknown as ViewActions);
    part.show(with_(ACTIONS));
    expect(part.element.hidden).toBe(false);
    const [card, plug] = part.element.querySelectorAll("button");
    expect(card?.getAttribute("aria-label")).toBe("把李桂英的身份证放在读卡区");
    plug?.click();
    expect(simulate).toHaveBeenCalledWith("plug:printer");
  });

  it("are not shown where there are none, or none any more", () => {
    const part = new Simulator({} as unknown as ViewActions);
    part.show(START);
    expect(part.element.hidden).toBe(true);
    part.show(with_(ACTIONS));
    part.show(with_([]));
    expect(part.element.hidden).toBe(true);
  });

  it("outlast the citizen", () => {
    expect(turnPage(with_(ACTIONS), { kind: "wipe" }).simulator).toEqual(ACTIONS);
  });
});
