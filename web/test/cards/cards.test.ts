// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { drawCard, type CardActions } from "../../src/cards";
import type { Card } from "../../src/wire/cards";

let done: unknown[][] = [];
const actions: CardActions = {
  touch: (...args) => done.push(["touch", ...args]) > 0,
  key: (...args) => done.push(["key", ...args]) > 0,
  text: (...args) => done.push(["text", ...args]) > 0,
  print: () => void done.push(["print"]),
  picture: () => Promise.resolve(null),
  noPicture: () => undefined,
};

function draw(card: Card): HTMLElement {
  const element = drawCard(card, actions);
  document.body.replaceChildren(element);
  return element;
}

const press = (root: HTMLElement, label: string): void => {
  const button = [...root.querySelectorAll("button")].find((each) => each.textContent === label || each.getAttribute("aria-label") === label);
  if (button === undefined) throw new Error(`no button ${label}`);
  button.click();
};

beforeEach(() => {
  done = [];
});

describe("cards", () => {
  it("choices: a button an option", () => {
    const card = draw({ kind: "choices", id: "m", title: "请选择", options: [{ label: "社保卡挂失", value: "sbk", note: "立即止付" }, { label: "居住证", value: "jzz" }] });
    expect(card.querySelectorAll("button")).toHaveLength(2);
    expect(card.textContent).toContain("立即止付");
    press(card, "社保卡挂失立即止付");
    expect(done).toEqual([["touch", "sbk", "m"]]);
  });

  it("materials: name, copies, condition, source, and a print button", () => {
    const card = draw({ kind: "materials", id: "m", title: "材料", items: [{ name: "身份证", copies: "原件1" }, { name: "委托书", note: "代办" }], source: "办法第十二条" });
    for (const text of ["身份证", "原件1", "委托书", "代办", "办法第十二条"]) expect(card.textContent).toContain(text);
    press(card, "打印清单");
    expect(done).toEqual([["print"]]);
  });

  it("input: keys are shown veiled, sent whole, and only when complete", () => {
    const card = draw({ kind: "input", id: "i", title: "身份证号码", pad: "id", masked: true });
    const shown = card.querySelector("output")!;
    for (const key of "11010519491231002") press(card, key);
    press(card, "确定");
    expect(done).toEqual([]);
    press(card, "X");
    expect(shown.textContent).toBe("****** **** **** 002X");
    press(card, "显示或隐藏号码");
    expect(shown.textContent).toBe("110105 1949 1231 002X");
    press(card, "确定");
    expect(done).toEqual([["key", "11010519491231002X"]]);
  });

  it("input: what was understood stands there until a key is pressed", () => {
    const card = draw({ kind: "input", id: "i", title: "手机号", pad: "digits", masked: false, value: "138****8000" });
    expect(card.querySelector("output")!.textContent).toBe("138****8000");
    press(card, "1");
    expect(card.querySelector("output")!.textContent).toBe("1");
    press(card, "清空");
    expect(card.querySelector("output")!.textContent).toBe("138****8000");
  });

  it("input: free text is sent as text, never empty", () => {
    const card = draw({ kind: "input", id: "i", title: "地址", pad: "text", masked: false });
    press(card, "确定");
    const field = card.querySelector("textarea")!;
    field.value = "  幸福路1号 ";
    delete card.dataset["deaf"];
    press(card, "确定");
    expect(done).toEqual([["text", "幸福路1号"]]);
  });

  it("input: a masked text is shown and never sent back as the answer", () => {
    const card = draw({ kind: "input", id: "i", title: "姓名", pad: "text", masked: true, value: "王**" });
    const field = card.querySelector("textarea")!;
    expect([field.value, field.placeholder]).toEqual(["", "王**"]);
    press(card, "确定");
    expect(done).toEqual([]);
  });

  it("confirm: both answers carry their own value", () => {
    const card: Card = { kind: "confirm", id: "c", title: "对吗", rows: [{ label: "姓名", value: "张*" }], yes: { label: "对", value: "是" }, no: { label: "不对", value: "否" } };
    press(draw(card), "对");
    press(draw(card), "不对");
    expect(done).toEqual([["touch", "是", "c"], ["touch", "否", "c"]]);
  });

  it("answer: never without its source", () => {
    const card = draw({ kind: "answer", id: "a", title: "几天", text: "五个工作日", source: "办法第十五条" });
    expect(card.textContent).toContain("依据：办法第十五条");
    expect(draw({ kind: "answer", id: "danger:110", title: "请拨打 110", text: "", source: "" }).textContent).not.toContain("依据");
  });

  it("receipt: number, rows, time and a QR code", () => {
    const card = draw({ kind: "receipt", id: "r", title: "已受理", number: "A1", rows: [{ label: "事项", value: "挂失" }], qr: "https://example.cn/A1", time: "10:00" });
    for (const text of ["A1", "挂失", "10:00", "已受理"]) expect(card.textContent).toContain(text);
    expect(card.querySelector(".receipt-qr path")!.getAttribute("d")!.length).toBeGreaterThan(500);
    press(card, "打印回执");
    expect(done).toEqual([["print"]]);
  });

  it("draws the number of an unknown outcome as no receipt", () => {
    const card = draw({ kind: "receipt", id: "unresolved:48124582", title: "还没查清", number: "48124582", rows: [], qr: "", time: "" });
    expect(card.classList.contains("unresolved")).toBe(true);
    expect(card.textContent).toContain("48124582");
    expect(card.textContent).toContain("打印这个号");
    expect(card.textContent).not.toMatch(/回执|受理/);
  });

  it("receipt: a place in the queue is no case", () => {
    const card = draw({ kind: "receipt", id: "ticket", title: "取号凭条", number: "6001", rows: [], qr: "6001", time: "" });
    expect(card.textContent).toContain("排队号");
    expect(card.textContent).not.toContain("受理号");
    press(card, "打印凭条");
    expect(done).toEqual([["print"]]);
  });

  it("choices: a list comes in pages, with what was chosen marked and the pages below", () => {
    const card = draw({
      kind: "choices", id: "slot:要处理", title: "要处理", page: "第 1 页，共 2 页，5 条",
      options: [{ label: "3月5日，闯红灯", value: "第一条", note: "第一条，已选" }, { label: "4月18日，违停", value: "第二条", note: "第二条" }],
      actions: [{ label: "下一页", value: "下一页" }, { label: "选好了", value: "选好了", note: "已选一条" }],
    });
    expect(card.classList.contains("card-items")).toBe(true);
    const [first, second] = [...card.querySelectorAll(".options .option")];
    expect(first?.getAttribute("aria-pressed")).toBe("true");
    expect(second?.classList.contains("chosen")).toBe(false);
    expect(card.querySelector(".page")?.textContent).toBe("第 1 页，共 2 页，5 条");
    expect([...card.querySelectorAll(".turns .option-label")].map((one) => one.textContent)).toEqual(["下一页", "选好了"]);
    press(card, "下一页");
    expect(done).toEqual([["touch", "下一页", "slot:要处理"]]);
  });

  it("choices: a menu too long to stay in place says so", () => {
    const options = (count: number) => Array.from({ length: count }, (_, i) => ({ label: `${i}`, value: `${i}` }));
    expect(draw({ kind: "choices", id: "m", title: "", options: options(6) }).classList.contains("card-long")).toBe(false);
    expect(draw({ kind: "choices", id: "m", title: "", options: options(7) }).classList.contains("card-long")).toBe(true);
  });

  it("rating: five levels", () => {
    const options = ["非常满意", "满意", "基本满意", "不满意", "非常不满意"].map((label, i) => ({ label, value: String(5 - i) }));
    const card = draw({ kind: "rating", id: "r", title: "评价", options });
    press(card, "不满意");
    expect(done).toEqual([["touch", "2", "r"]]);
  });

  it("text is text, whatever the hall sends", () => {
    const card = draw({ kind: "answer", id: "a", title: "<b>x</b>", text: "<img src=x onerror=alert(1)>", source: "s" });
    expect(card.querySelector("img, b")).toBe(null);
  });

  it("confirm: what is agreed to stands above the particulars", () => {
    const option = (label: string) => ({ label, value: label });
    const card = draw({ kind: "confirm", id: "consent", title: "告知", text: "需要您的手机号，仅用于本次业务。您同意吗？", rows: [{ label: "手机号", value: "仅用于本次业务" }], yes: option("同意"), no: option("不同意") });
    expect(card.querySelector(".confirm-text")!.textContent).toBe("需要您的手机号，仅用于本次业务。您同意吗？");
    expect(card.querySelector(".confirm-text")!.compareDocumentPosition(card.querySelector(".rows")!) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
  });
});
