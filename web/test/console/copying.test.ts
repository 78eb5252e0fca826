import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { kioskWords, renderingWords, stepWords } from "../../console/scripts/grouped";
import { triedName, withTried } from "../../console/scripts/editor/tried-test";
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
    for (const one of left) expect(lines[one.line - 1]).toMatch(/sbk\.loss|告知|挂失/u);
    const changed = copy.replace("接口: sbk.loss", "接口: jzz.apply");
    expect(leftovers(changed, LOSS, "社保卡挂失", "居住证申领").map((one) => one.what).join()).not.toContain("接口 sbk.loss");
    expect(leftovers(LOSS, LOSS, "社保卡挂失", "社保卡挂失").map((one) => one.what)).toHaveLength(2);
  });
});

describe("waiting for new sentences", () => {
  it("tells how long, and why it is slow", () => {
    expect(renderingWords(18, 3, 3, 0)).toBe("约 1 分钟。");
    expect(renderingWords(18, 60, 60, 0)).toContain("约 18 分钟。这台机器现在很忙");
    expect(renderingWords(18, null, null, 0)).toContain("马上开始");
    expect(renderingWords(18, 3, 15, 2)).toMatch(/^约 5 分钟.*正有 2 位群众在办/u);
    expect(renderingWords(18, null, null, 2)).toContain("做完一句就知道还要多久");
  });
});

describe("a tried conversation", () => {
  const TRIED = "服务: 社保卡挂失\n对话:\n- 名称: 试一试\n  今天: '2026-11-22'\n  步骤:\n  - 打字: 社保卡丢了\n    期望:\n      然后问: 同意\n";
  it("is added to the tests of its service, or begins them", () => {
    const name = triedName(TESTS, "12-01 16:30");
    const more = parse(withTried(TESTS, TRIED, name)) as { 对话: unknown[] };
    const before = parse(TESTS) as { 对话: unknown[] };
    expect(more.对话.slice(0, -1)).toEqual(before.对话);
    expect(more.对话.at(-1)).toEqual({ 名称: name, 今天: "2026-11-22", 步骤: [{ 打字: "社保卡丢了", 期望: { 然后问: "同意" } }] });
    const first = withTried("", TRIED, name);
    expect(parse(first)).toEqual({ 服务: "社保卡挂失", 对话: [more.对话.at(-1)] });
    expect(triedName(first, "12-01 16:30")).toBe("试一试 12-01 16:30（2）");
  });
});

describe("words for versions and kiosks", () => {
  it("goes back to an older version, and publishes a newer one again", () => {
    expect(stepWords("roll_back", 2, 3)).toBe("退回到这个版本");
    expect(stepWords("roll_back", 3, 2)).toBe("再发布这个版本");
    expect(stepWords("publish", 3, 2)).toBe("发布");
  });
  it("says of each kiosk whether it is there", () => {
    expect(kioskWords({ name: "kiosk-1", place: "一楼", here: true })).toBe("kiosk-1（一楼）　现在开着");
    expect(kioskWords({ name: "kiosk-2", place: "", here: false })).toBe("kiosk-2　现在没开");
    expect(kioskWords({ name: "browser", place: "", here: null })).toBe("没有登记的网页");
  });
});
