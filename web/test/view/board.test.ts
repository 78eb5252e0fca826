// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { START, turnPage, type Page } from "../../src/page";
import { PressGuard } from "../../src/cards";
import { Board } from "../../src/view/board";
import type { Card } from "../../src/wire/cards";

const nothing = (): void => undefined;
const done = (): boolean => true;
const menu: Card = { kind: "choices", id: "services", title: "请选择", options: [{ label: "挂失", value: "挂失" }] };
const question: Card = { kind: "choices", id: "slot:方式", title: "方式", options: [{ label: "临时", value: "临时" }] };
const answer: Card = { kind: "answer", id: "answer:a", title: "几点", text: "五点", source: "指南" };
const danger: Card = { kind: "answer", id: "danger:12356", title: "请拨打 12356", text: "随时有人接。", source: "" };
const materials: Card = { kind: "materials", id: "card:材料", title: "材料", items: [], source: "" };

function showing(...cards: Card[]): Page {
  const begun = turnPage(START, { kind: "message", message: { type: "begun", conversation: "c", resume: "r" } });
  return turnPage(begun, { kind: "message", message: { type: "cards", cards } });
}

const number: Card = { kind: "input", id: "slot:号", title: "号", pad: "id", masked: true, hint: "请输入" };
const receipt: Card = { kind: "receipt", id: "receipt", title: "回执", number: "S1", rows: [], qr: "x", time: "" };
const rating: Card = { kind: "rating", id: "rating", title: "请评价", options: [{ label: "满意", value: "满意" }] };

describe("board", () => {
  let board: Board;
  let keyed: string[];

  beforeEach(() => {
    vi.useFakeTimers();
    keyed = [];
    const actions = { touch: done, key: (keys: string) => keyed.push(keys) > 0, text: done, print: nothing, picture: () => Promise.resolve(null), noPicture: nothing };
    board = new Board(actions, new PressGuard(nothing), nothing);
    document.body.replaceChildren(board.element);
  });
  afterEach(() => void vi.useRealTimers());

  const keeps = (): string | undefined => board.element.dataset["keeps"];
  const press = (label: string): void =>
    [...board.element.querySelectorAll("button")].find((each) => each.textContent === label || each.getAttribute("aria-label") === label)!.click();

  it.each([
    ["a list, then its question", [materials, question], "last", "last"],
    ["a list, then an entry", [materials, number], "last", "last"],
    ["a receipt, then the rating", [receipt, rating], "last", "last"],
    ["an answer in the middle of a service is read first", [answer, question], "first", "last"],
    ["an answer before any service", [answer, menu], "first", "first"],
    ["a number to call", [danger, question], "first", "first"],
    ["a number to call before any service", [danger, menu], "first", "first"],
  ])("which card keeps its height: %s", (_, cards, soon, later) => {
    board.show(showing(...cards));
    expect([...board.element.children]).toHaveLength(cards.length);
    expect(keeps()).toBe(soon);
    vi.advanceTimersByTime(60_000);
    expect(keeps()).toBe(later);
  });

  it("an answer that is gone does not take the height from the next question", () => {
    board.show(showing(answer, question));
    board.show(showing(danger, question));
    vi.advanceTimersByTime(60_000);
    expect(keeps()).toBe("first");
  });

  it("a list beside an entry is opened and folded with its button", () => {
    board.show(showing(materials, number));
    vi.advanceTimersByTime(10_000);
    press("展开");
    expect(keeps()).toBe("first");
    press("收起");
    expect(keeps()).toBe("last");
  });

  it("a refused number stays in sight with the reason, cannot be sent again, and gives way to the next key", () => {
    const refused = { ...number, error: "号码不对，请核对后重新输入。" };
    const shown = (): string => board.element.querySelector("output")!.textContent!;
    board.show(showing(number));
    vi.advanceTimersByTime(10_000);
    for (const key of "110105194912310021") press(key);
    press("确定");
    for (const again of [1, 2]) {
      vi.advanceTimersByTime(10_000);
      board.show(showing(refused));
      vi.advanceTimersByTime(10_000);
      expect(shown()).toBe("****** **** **** 0021");
      expect(board.element.querySelector(".hint")!.textContent).toBe(refused.error);
      press("确定");
      expect(keyed).toHaveLength(again);
      for (const key of "110105194912310021") press(key);
      press("确定");
      expect(keyed).toHaveLength(again + 1);
    }
    board.show(showing(number));
    expect(board.element.querySelector(".hint")!.textContent).toBe("请输入");
  });

  it("an entry under way survives that its question is put again for another reason", () => {
    board.show(showing(number));
    vi.advanceTimersByTime(10_000);
    for (const key of "1101") press(key);
    board.show(showing({ ...number, error: "请核对后重新输入。" }));
    vi.advanceTimersByTime(10_000);
    press("0");
    expect(board.element.querySelector("output")!.textContent).toBe("*1010");
  });
});
