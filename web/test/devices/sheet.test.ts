// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { drawCard, type CardActions } from "../../src/cards";
import { sheetOf, type PrintedCard } from "../../src/devices/sheet";

const CARDS: PrintedCard[] = [
  { kind: "receipt", id: "receipt", title: "社保卡挂失受理回执", number: "SB20261201", rows: [{ label: "业务", value: "社保卡挂失" }, { label: "姓名", value: "李*英" }], qr: "业务：社保卡挂失\n受理号：SB20261201", time: "2026-12-01 09:30" },
  { kind: "receipt", id: "ticket", title: "取号凭条", number: "A017", rows: [{ label: "队列", value: "综合" }], qr: "", time: "2026-12-01 09:31" },
  { kind: "materials", id: "m", title: "要带的材料", items: [{ name: "身份证", copies: "原件1" }, { name: "委托书", note: "代办" }], source: "办法第十二条" },
];

/** The words of what is drawn, without its buttons. */
function shown(card: PrintedCard): string[] {
  const drawn = drawCard(card, {} as CardActions);
  for (const control of drawn.querySelectorAll(".card-foot, button")) control.remove();
  const leaves = [...drawn.querySelectorAll("*")].filter((each) => each.children.length === 0);
  return leaves.map((each) => each.textContent?.trim() ?? "").filter((text) => text !== "");
}

describe("a printed slip", () => {
  it.each(CARDS)("has all that the page shows of the card: $title", (card) => {
    const sheet = sheetOf(card, "市民中心");
    const printed = JSON.stringify(sheet);
    const words = shown(card);
    expect(words.length).toBeGreaterThan(3);
    for (const text of words) expect(printed).toContain(text);
    expect(sheet.hall).toBe("市民中心");
  });

  it("says that an AI helped, and has the QR code's text where there is one", () => {
    const [receipt, ticket] = CARDS.map((card) => sheetOf(card, ""));
    expect(receipt).toMatchObject({ note: "本凭条由 AI 数字人协助打印", qr: "业务：社保卡挂失\n受理号：SB20261201", qr_label: "扫码查进度" });
    expect(ticket).toMatchObject({ number_label: "排队号", qr: "", qr_label: "" });
  });
});
