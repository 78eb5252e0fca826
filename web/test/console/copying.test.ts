import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { renderingWords } from "../../console/scripts/grouped";
import { copiedScript, copiedTests, leftovers } from "../../console/scripts/editor/copying";

const FOLDER = new URL("../../../services/", import.meta.url);
const LOSS = readFileSync(new URL("sbk-loss.yaml", FOLDER), "utf-8");
const TESTS = readFileSync(new URL("sbk-loss.test.yaml", FOLDER), "utf-8");

describe("a copied service", () => {
  it("is what its tests test, wherever they name it", () => {
    const copy = copiedTests(TESTS, "社保卡挂失", "居住证挂失");
    expect(copy).not.toContain("社保卡挂失");
    const tests = parse(copy).对话 as { 步骤: Record<string, unknown>[] }[];
    for (const test of tests) expect(Object.values(test.步骤[0]!)[0]).toBe("居住证挂失");
    expect(tests.flatMap((test) => test.步骤).filter((step) => step["触屏"] === "居住证挂失")).toHaveLength(1);
    expect(parse(copy).服务).toBe("居住证挂失");
  });

  it("keeps what the script says, and renames what leads to the service later", () => {
    const text = "服务: 甲\n对话:\n  - 步骤:\n      - 人: 乙\n      - 打字: 我还要办那个\n        期望: {服务: 甲, 说: [甲], 槽位: {办什么: 甲}}\n";
    expect(parse(copiedTests(text, "甲", "丙")).对话[0].步骤[1]).toEqual({ 打字: "丙", 期望: { 服务: "丙", 说: ["甲"], 槽位: { 办什么: "丙" } } });
  });

  it("says what is left of the old one, and where, until it is changed", () => {
    const copy = copiedScript(LOSS, "居住证申领");
    const left = leftovers(copy, LOSS, "社保卡挂失", "居住证申领");
    const lines = copy.split("\n");
    const whats = left.map((one) => one.what).join("\n");
    expect(whats).toContain("接口 sbk.loss");
    expect(whats).toContain("为办理挂失，需要您的身份证号和手机号");
    for (const one of left) expect(lines[one.line - 1]).toMatch(/sbk\.loss|告知|挂失|社保|保卡/u);
    const changed = copy.replace("接口: sbk.loss", "接口: jzz.apply");
    expect(leftovers(changed, LOSS, "社保卡挂失", "居住证申领").map((one) => one.what).join()).not.toContain("接口 sbk.loss");
    expect(leftovers(LOSS, LOSS, "社保卡挂失", "社保卡挂失").map((one) => one.what)).toHaveLength(2);
  });
});

describe("waiting for new sentences", () => {
  it("tells how long, and why it is slow", () => {
    expect(renderingWords(18, 3, 0)).toBe("约 1 分钟。");
    expect(renderingWords(18, 60, 0)).toContain("约 18 分钟。这台机器现在很忙");
    expect(renderingWords(18, null, 0)).toContain("马上开始");
    expect(renderingWords(18, 3, 2)).toContain("正有 2 位群众在办");
  });
});
