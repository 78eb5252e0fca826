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

describe("board", () => {
  let board: Board;
  let scrolled: ReturnType<typeof vi.fn>;

  beforeEach(() => {
    vi.useFakeTimers();
    board = new Board({ touch: done, key: done, text: done, print: nothing }, new PressGuard(nothing), nothing);
    scrolled = vi.fn();
    board.element.scrollTo = scrolled as unknown as typeof board.element.scrollTo;
  });
  afterEach(() => void vi.useRealTimers());

  it.each([
    ["a list, then its question", [materials, question], true],
    ["an answer in the middle of a service", [answer, question], true],
    ["an answer before any service", [answer, menu], false],
    ["a number to call", [danger, question], false],
    ["a number to call before any service", [danger, menu], false],
    ["one card", [question], false],
  ])("%s", (_, cards, moves) => {
    board.show(showing(...cards));
    expect([...board.element.children]).toHaveLength(cards.length);
    vi.advanceTimersByTime(60_000);
    expect(scrolled.mock.calls.length > 0).toBe(moves);
  });
});
