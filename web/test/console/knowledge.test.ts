// @vitest-environment happy-dom

import { describe, expect, it } from "vitest";
import { base64, bounds, dayText, fileOf, missing, NO_PASSAGE, passageBody, wordings } from "../../console/knowledge/words";

describe("a passage that is typed", () => {
  const whole = { ...NO_PASSAGE, questions: " 借书证多少钱 \n\n借书证多少钱\n要钱吗", answer: " 不收费。 ", source: "借阅指南", until: new Date(2027, 0, 5) };

  it("has one wording a line, each once", () => {
    expect(wordings(whole.questions)).toEqual(["借书证多少钱", "要钱吗"]);
    expect(passageBody(whole)).toMatchObject({ questions: ["借书证多少钱", "要钱吗"], answer: "不收费。", until: "2027-01-05", since: "" });
    expect(dayText(null)).toBe("");
  });

  it("lacks wordings, an answer or a source, in this order", () => {
    expect([NO_PASSAGE, { ...whole, answer: " " }, { ...whole, source: "" }, whole].map(missing)).toEqual(["写上群众会怎么问，一行一种问法", "写上答案", "写上出处：没有出处的不能用", ""]);
  });
});

describe("a passage that is shown", () => {
  it("says how long it is valid, and in which file it stands", () => {
    expect([["", ""], ["2026-01-01", ""], ["2026-01-01", "2026-12-31"]].map(([since, until]) => bounds({ since: since!, until: until! }))).toEqual(["一直有效", "2026-01-01 起", "2026-01-01 起，到 2026-12-31"]);
    expect([fileOf("hall.yaml:12"), fileOf("价目.xlsx/Sheet1:3")]).toEqual(["hall.yaml", "价目.xlsx/Sheet1"]);
  });
});

describe("a document", () => {
  it("is sent as base64", async () => {
    expect(await base64(new Blob([Uint8Array.from([0, 255, 65])]))).toBe("AP9B");
  });
});
