import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { testsOf, written } from "../../console/scripts/editor/conditions";
import { declaredIn } from "../../console/scripts/editor/names";
import { lostWith, namedElsewhere, renamed, renamedElsewhere, renamedInGroup, usesOf, wordsWith } from "../../console/scripts/editor/renaming";
import { parsed, type YAMLMap } from "../../console/scripts/editor/yaml-places";
import { EditError, without, withoutItem, withValue } from "../../console/scripts/editor/yaml-edit";

const text = (name: string): string => readFileSync(new URL(`../../../services/${name}`, import.meta.url), "utf-8");
const declared = (of: string) => declaredIn(of, parsed(of).contents as unknown as YAMLMap);
const LOAN = text("gjj.yaml");

describe("a name that is changed", () => {
  it("is changed in steps, conditions, sentences, calls, consent and lists", () => {
    const now = renamed(LOAN, { kind: "variable", name: "提取原因" }, "为什么提取");
    expect(now).not.toMatch(/提取原因(?!，)/u);
    expect(now.split("\n").length).toBe(LOAN.split("\n").length);
    expect(now).toContain("- 如果: 为什么提取 在 [租房, 购房]");
    expect(now).toContain("传: [身份证号, 为什么提取, 提取金额]");
    const card = renamed(LOAN, { kind: "variable", name: "收款卡末四位" }, "卡尾号");
    expect(card).toContain("钱打到尾号【卡尾号|末四位】的社保卡");
    expect(card).toContain("得到: [姓名, 账户状态, 缴存月数, 封存月数, 卡尾号]");
    expect(renamed(LOAN, { kind: "variable", name: "身份证号" }, "证件号")).toContain("项目: [证件号, 手机号]");
  });

  it("of an option is changed in branches and comparisons, and words in sentences are told", () => {
    const now = renamed(LOAN, { kind: "option", slot: "提取原因", name: "租房" }, "租住");
    expect(parse(now).步骤.find((step: { 选择?: string }) => step.选择 === "提取原因").分支.租住).toBeDefined();
    expect(now).toContain("条件: 提取原因 == 租住");
    expect(now).toContain("在 [租住, 购房]");
    expect(wordsWith(now, declared(now), "租房").map((one) => one.about)).toContain("首次: 您是租房，购房，离职，还是退休？");
    expect(renamed(text("bdc.yaml"), { kind: "option", slot: "查询人", name: "代理人" }, "代办人")).toContain("代理人姓名:");
  });

  it("of a step and of a card is changed where it is named", () => {
    const step = renamed(LOAN, { kind: "label", name: "填金额" }, "再填金额");
    expect(step.match(/再填金额/gu)).toHaveLength(2);
    const card = renamed(LOAN, { kind: "card", name: "材料清单" }, "要带的");
    expect(card).toContain("    卡片: 要带的");
    expect(parse(card).卡片.要带的).toHaveLength(7);
  });

  it("of a person, and of what each person is asked, is changed for all", () => {
    const birth = text("csyjs.yaml");
    const person = renamed(birth, { kind: "variable", name: "父亲" }, "爸爸方");
    expect(person).toContain("孩子姓名|姓 != 爸爸方姓名|姓 且");
    expect(person).toContain("本人: [爸爸方身份证号, 母亲身份证号]");
    expect(person).toContain("收集: [爸爸方, 母亲]");
    const asked = renamedInGroup(birth, "家长", "身份证号", "证件号");
    expect(asked).toContain("本人: [父亲证件号, 母亲证件号]");
    expect(asked).toContain("不同于: 证件号");
  });

  it("is refused where it is taken or is no name, with what to do", () => {
    for (const name of ["身份证号", "", "两 个", "甲，乙", "或", "一".repeat(31)]) expect(() => renamed(LOAN, { kind: "variable", name: "手机号" }, name)).toThrow(EditError);
  });

  it("is found and changed in tests, but not in what the citizen says", () => {
    const test = text("gjj.test.yaml");
    expect(namedElsewhere(test, "提取金额").length).toBeGreaterThan(0);
    const now = renamedElsewhere(test, "租房", "租住");
    expect(now).toContain("提取原因: 租住");
    expect(now.match(/人: .*/gu)).toEqual(test.match(/人: .*/gu));
  });
});

describe("what is taken away", () => {
  it("says who used it", () => {
    const uses = usesOf(LOAN, declared(LOAN), { kind: "variable", name: "购房方式" });
    expect(uses.map((one) => one.about)).toEqual(["收集", "设", "卡片“材料清单”的条件"]);
    expect(usesOf(LOAN, declared(LOAN), { kind: "option", slot: "名下有房", name: "是" })).toHaveLength(1);
    expect(usesOf(LOAN, declared(LOAN), { kind: "variable", name: "没有的" })).toEqual([]);
  });

  it("tells of a step what it made, asked and was jumped to by", () => {
    const query = LOAN.indexOf("  - 查询: {接口: gjj.account");
    const lost = lostWith(LOAN, declared(LOAN), query, LOAN.indexOf("\n", query));
    expect(new Set(lost.map((one) => one.name))).toEqual(new Set(["姓名", "账户状态", "缴存月数", "封存月数", "收款卡末四位"]));
    const asked = LOAN.indexOf("      - 收集: [提取金额]");
    expect(lostWith(LOAN, declared(LOAN), asked, LOAN.indexOf("      - 查询", asked)).map((one) => one.name)).toContain("填金额");
  });

  it("leaves an empty list, takes an empty map along, and keeps other comments", () => {
    expect(withoutItem("步骤:\n  - 说: 甲\n适老: 大\n", ["步骤"], 0)).toBe("步骤: []\n适老: 大\n");
    expect(without("a: 1\n同意:\n  # 说明\n  告知: 甲\n# 留下\nb: 2\n", ["同意", "告知"])).toBe("a: 1\n# 留下\nb: 2\n");
    expect(without("a: {b: 1, c: 2}\n", ["a", "c"])).toBe("a: {b: 1}\n");
    expect(without("- {b: 1}\n- {b: 2}\n", [0, "b"])).toBe("- {b: 2}\n");
    expect(without("- 说: 甲\n  编号: 乙\n", [0, "说"])).toBe("- 编号: 乙\n");
    expect(withValue("身份: 无   # 说明\nb: 1\n", ["身份"], ["级别: 无"])).toBe("身份:   # 说明\n  级别: 无\nb: 1\n");
    expect(withValue("a:\n  b: 1\n  c: 2\n# 后\nd: 1\n", ["a"], ["无"])).toBe("a: 无\n# 后\nd: 1\n");
    expect(withValue("- {失败: 转人工}\n", [0, "失败"], ["- 说: 甲, 乙", "- 转人工"])).toBe('- {失败: [{说: "甲, 乙"}, 转人工]}\n');
  });
});

describe("conditions that are chosen", () => {
  it("are read and written as they stand", () => {
    for (const condition of ["卡状态 == 已挂失", "账户状态 == 封存 或 缴存月数 < 3", "提取原因 在 [租房, 购房]", "有 代办人姓名", "身份证号|年龄 >= 60 且 没有 备注"]) expect(written(testsOf(condition)!)).toBe(condition);
    for (const condition of ["合计(要处理.记分) >= 12", "今天 - 出生日期|月 >= 1", "(甲 == 乙) 且 丙 == 丁"]) expect(testsOf(condition)).toBeNull();
  });
});
