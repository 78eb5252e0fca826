// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from "vitest";
import { START, turnPage, type Page, type PageEvent } from "../../src/page";
import { Printer } from "../../src/print";
import { veilNumbers } from "../../src/view/captions";
import type { ViewActions } from "../../src/view/part";
import { View } from "../../src/view/view";
import type { Down } from "../../src/wire/control";

const nothing = (): void => undefined;
const done = (): boolean => true;
const actions: ViewActions = {
  start: nothing, leave: nothing, stay: nothing, elderly: nothing, typing: nothing, touch: done, key: done, text: done, print: nothing,
  picture: () => Promise.resolve(null), simulate: () => undefined,
  noPicture: nothing,
};

const SECRETS = ["张三丰", "11010519491231002X", "13800138000", "幸福路"];

function personalVisit(): (PageEvent | Down)[] {
  return [
    { type: "begun", conversation: "c", resume: "r" },
    { type: "transcript", turn: 1, text: "我是张三丰，住在幸福路", via: "voice" },
    { kind: "captions", clerk: ["张三丰您好，", "您的号码是13800138000，对吗？"] },
    {
      type: "cards",
      cards: [
        { kind: "confirm", id: "c", title: "张三丰", rows: [{ label: "身份证号", value: "11010519491231002X" }], yes: { label: "对", value: "是" }, no: { label: "不对", value: "否" } },
        { kind: "input", id: "i", title: "手机", pad: "digits", masked: false, value: "13800138000" },
        { kind: "input", id: "t", title: "地址", pad: "text", masked: false, value: "幸福路" },
        { kind: "receipt", id: "r", title: "回执", number: "A1", rows: [{ label: "姓名", value: "张三丰" }], qr: "张三丰", time: "" },
      ],
    },
    { type: "handoff", reason: "asked", text: "张三丰请到窗口" },
    { kind: "typing", typing: true },
  ];
}

/** All a curious next citizen could find: text, attributes, what stands in the fields. */
function everything(): string {
  const fields = [...document.querySelectorAll("textarea, input")].map((field) => (field as HTMLTextAreaElement).value);
  const stores = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie, document.title, location.href];
  return [document.documentElement.outerHTML, ...fields, ...stores].join("\n");
}

describe("the wipe", () => {
  it("leaves nothing of the citizen in the document, in fields or in any store", () => {
    document.body.innerHTML = "<div id='k'></div>";
    const host = document.getElementById("k")!;
    const view = new View(host, actions);
    const printer = new Printer(host);
    window.print = nothing;
    let page: Page = START;
    const turn = (event: PageEvent | Down): void => {
      page = turnPage(page, "kind" in event ? event : { kind: "message", message: event });
      view.show(page);
    };
    for (const event of personalVisit()) turn(event);
    document.querySelector<HTMLTextAreaElement>(".type-sheet textarea")!.value = "我是张三丰";
    printer.print(document.querySelector<HTMLElement>(".card-receipt")!, "厅");
    for (const secret of SECRETS) expect(everything()).toContain(secret);

    turn({ type: "goodbye", reason: "completed" });
    printer.wipe();
    for (const secret of SECRETS) expect(everything()).not.toContain(secret);
    expect(document.querySelectorAll(".card")).toHaveLength(0);
    expect(document.querySelector(".page")!.getAttribute("data-mode")).toBe("attract");
  });

  it("keeps the AI label on every screen", () => {
    document.body.innerHTML = "<div id='k'></div>";
    const view = new View(document.getElementById("k")!, actions);
    view.show(START);
    for (const event of personalVisit()) {
      view.show(turnPage(START, "kind" in event ? event : { kind: "message", message: event }));
      expect(document.querySelector(".ai-label")!.textContent).toBe("AI 数字人");
    }
  });
});

describe("a card that comes again unchanged", () => {
  afterEach(() => void vi.useRealTimers());

  it("keeps its element, and so what was keyed into it", () => {
    document.body.innerHTML = "<div id='k'></div>";
    const view = new View(document.getElementById("k")!, actions);
    const cards: Down = { type: "cards", cards: [{ kind: "input", id: "i", title: "手机", pad: "digits", masked: false }] };
    let page = turnPage(START, { kind: "message", message: { type: "begun", conversation: "c", resume: "r" } });
    page = turnPage(page, { kind: "message", message: cards });
    vi.useFakeTimers();
    view.show(page);
    vi.advanceTimersByTime(1000);
    document.querySelector<HTMLButtonElement>(".pad-key")!.click();
    view.show(turnPage(page, { kind: "message", message: structuredClone(cards) }));
    expect(document.querySelector("output")!.textContent).toBe("1");
  });
});

describe("veiled numbers", () => {
  it.each([
    ["我的号码是13800138000", "我的号码是138****8000"],
    ["11010519491231002X", "110***********002X"],
    ["三楼 12 号窗口，电话 12345", "三楼 12 号窗口，电话 12345"],
  ])("%s → %s", (text, veiled) => {
    expect(veilNumbers(text)).toBe(veiled);
  });
});
