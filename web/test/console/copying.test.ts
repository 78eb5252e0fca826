import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { kioskWords, renderingWords, stepWords } from "../../console/scripts/grouped";
import { triedName, withTried } from "../../console/scripts/editor/tried-test";
import { repairWords } from "../../console/scripts/editor/repair-words";
import { leftovers, nounOf } from "../../console/scripts/editor/copying";

const FOLDER = new URL("../../../services/", import.meta.url);
const LOSS = readFileSync(new URL("sbk-loss.yaml", FOLDER), "utf-8");
const TESTS = readFileSync(new URL("sbk-loss.test.yaml", FOLDER), "utf-8");

describe("a copied service", () => {
  it("says what is left of the old one, and where, until it is changed", () => {
    const copy = LOSS.replaceAll("社保卡挂失", "居住证申领");
    const left = leftovers(copy, LOSS, "社保卡挂失", "居住证申领");
    const lines = copy.split("\n");
    const whats = left.map((one) => one.what).join("\n");
    expect(whats).toContain("接口 sbk.loss");
    expect(whats).toContain("接口 sbk.status");
    expect(whats).toContain("为办理挂失，需要您的身份证号和手机号");
    for (const one of left) expect(lines[one.line - 1]).toMatch(/接口|告知|社保卡/u);
    const changed = copy.replace("接口: sbk.loss", "接口: jzz.apply");
    expect(leftovers(changed, LOSS, "社保卡挂失", "居住证申领").map((one) => one.what).join()).not.toContain("接口 sbk.loss");
  });

  it("names the noun of the old service, and no fragment of its name", () => {
    const noun = (name: string): string => {
      const text = readFileSync(new URL(`${name}.yaml`, FOLDER), "utf-8");
      return nounOf(text, (parse(text) as { 服务: string }).服务);
    };
    expect(["jzz", "sbk-loss", "gjj", "sfz", "wz"].map(noun)).toEqual(["居住证", "社保卡", "公积金", "身份证", "违章"]);
  });

  it("finds every sentence and interface of the residence permit, and no name of a question", () => {
    const text = readFileSync(new URL("jzz.yaml", FOLDER), "utf-8");
    const left = leftovers(text.replaceAll("居住证办理", "暂住登记预约"), text, "居住证办理", "暂住登记预约").map((one) => one.what);
    for (const told of ["jzz.correct", "jzz.eligibility", "jzz.apply", "居住证办到哪一步", "住满半年才能办居住证", "查到您已经有居住证了"]) expect(left.filter((one) => one.includes(told)), told).toHaveLength(1);
    expect(left.filter((one) => one.includes("接口")).every((one) => one.includes("谁来接，问信息科；先留着也能试"))).toBe(true);
    expect(left.some((one) => one.includes("办理事由"))).toBe(false);
    expect(left.some((one) => one.includes("……"))).toBe(false);
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

describe("tests that a change has broken", () => {
  const one = { question: "同住人数", old: "", new: "", ask: "几个人住？", tests: ["甲", "乙"] };
  it("says what they have not followed, and in how many", () => {
    expect(repairWords({ ...one, kind: "asked" })).toBe("多问了一项“同住人数”（几个人住？），2 段对话里没有回答。把新问题加进这 2 段对话：");
    expect(repairWords({ ...one, kind: "gone" })).toContain("“同住人数”不再问了，2 段对话");
    expect(repairWords({ ...one, kind: "option", old: "就业", new: "上班" })).toContain("“就业”现在叫“上班”");
    expect(repairWords({ ...one, kind: "sentence", old: "甲话", new: "乙话" })).toContain("原来说“甲话”，现在说“乙话”");
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
