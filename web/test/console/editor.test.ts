import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { merged, sideBySide } from "../../console/scripts/editor/compare";
import { outlineOf, type Step } from "../../console/scripts/editor/outline";
import { EditError, swapped, withEntry, withItem, withScalar, withoutItem } from "../../console/scripts/editor/yaml-edit";

const FOLDER = new URL("../../../services/", import.meta.url);
const SCRIPTS = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml") && !name.endsWith(".test.yaml") && name !== "calendar.yaml");
const STATUS = readFileSync(new URL("hotline-status.yaml", FOLDER), "utf-8");

function all(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step) => [step, ...step.arms.flatMap((arm) => all(arm.steps))]);
}

/** Lines that differ. */
function changes(one: string, other: string): readonly [string, string][] {
  return sideBySide(one, other).filter((row) => row.mine !== row.theirs).map((row) => [row.mine ?? "", row.theirs ?? ""]);
}

describe("the outline of every shipped service", () => {
  it.each(SCRIPTS)("%s: each sentence is changed alone", (name) => {
    const text = readFileSync(new URL(name, FOLDER), "utf-8");
    const outline = outlineOf(text);
    expect(outline).not.toBeNull();
    const fields = all(outline!.steps).flatMap((step) => step.fields);
    expect(fields.length).toBeGreaterThan(3);
    for (const field of fields) {
      const changed = withScalar(text, field.path, "改过的话");
      expect(changes(text, changed)).toHaveLength(1);
      const [before, after] = [parse(text), parse(changed)] as unknown[];
      const at = (tree: unknown): unknown => field.path.reduce((node: never, key) => node[key as never], tree as never);
      expect(at(after)).toBe("改过的话");
      expect(at(before)).not.toBe("改过的话");
    }
    for (const step of all(outline!.steps)) expect(text.split("\n")[step.line - 1]).toContain(step.kind);
  });
});

describe("changes in forms", () => {
  it("adds a step, a branch and an option where they belong", () => {
    const path = ["步骤"];
    const more = withItem(STATUS, path, 2, ["如果: 要催办 == 是", "那么:", "  - 说: 好的。 # 新"]);
    const steps = outlineOf(more)!.steps;
    expect(steps.map((step) => step.kind).slice(0, 5)).toEqual(["收集", "查询", "如果", "如果", "如果"]);
    expect(steps[2]!.arms[0]!.steps[0]!.told).toBe("好的。");
    const other = withEntry(more, ["步骤", 2], "否则", ["- 说: 再见。"]);
    expect(outlineOf(other)!.steps[2]!.arms[1]!.steps[0]!.told).toBe("再见。");
    const option = withItem(STATUS, ["槽位", "已解决", "选项", "是"], 99, ["办好了"]);
    expect(parse(option).槽位.已解决.选项.是).toEqual(["解决了", "好了", "弄好了", "办好了"]);
    expect(changes(STATUS, option)).toHaveLength(1);
    const last = withItem(STATUS, path, 99, ["说: 最后一句。"]);
    expect(outlineOf(last)!.steps.at(-1)!.told).toBe("最后一句。");
    expect(last).toContain("\n适老: ");
  });

  it("moves a step with its comment, and takes it away", () => {
    const text = "步骤:\n  # 一\n  - 说: 甲\n  # 二\n  - 说: 乙\n    编号: 后\n  - 结束: 完成\n适老: {语速: 0.8}\n";
    expect(swapped(text, ["步骤"], 0)).toBe("步骤:\n  # 二\n  - 说: 乙\n    编号: 后\n  # 一\n  - 说: 甲\n  - 结束: 完成\n适老: {语速: 0.8}\n");
    expect(swapped(text, ["步骤"], 1)).toBe("步骤:\n  # 一\n  - 说: 甲\n  - 结束: 完成\n  # 二\n  - 说: 乙\n    编号: 后\n适老: {语速: 0.8}\n");
    expect(withoutItem(text, ["步骤"], 2)).toBe("步骤:\n  # 一\n  - 说: 甲\n  # 二\n  - 说: 乙\n    编号: 后\n适老: {语速: 0.8}\n");
    expect(() => swapped(text, ["步骤"], 2)).toThrow(EditError);
    expect(withoutItem("a: [一, 二, 三]\n", ["a"], 0)).toBe("a: [二, 三]\n");
    expect(withoutItem("a: [一, 二, 三]\n", ["a"], 2)).toBe("a: [一, 二]\n");
  });

  it("writes what YAML would read otherwise in quotes", () => {
    for (const value of ["是: 不是", "# 井", "- 减", "[括号]", "null", "12", "@甲", "a\nb", "“引号”", '"', "  空  ", "...", "---", "--- 甲", "...和"]) {
      const changed = withScalar(STATUS, ["简介"], value);
      expect(parse(changed).简介).toBe(value.replace(/\s*\n\s*/gu, "").trim());
      const flow = withScalar("a: {b: 旧, c: 1}\n", ["a", "b"], value);
      expect(parse(flow)).toEqual({ a: { b: value.replace(/\s*\n\s*/gu, "").trim(), c: 1 } });
    }
  });

  it("leaves the remark behind a value that was empty a remark", () => {
    for (const [text, after] of [["问:  # 开头怎么问\n再问: 二\n", "问:  您叫什么名字？ # 开头怎么问\n再问: 二\n"], ["问:\n再问: 二\n", "问: 您叫什么名字？\n再问: 二\n"]] as const) {
      expect(withScalar(text, ["问"], "您叫什么名字？")).toBe(after);
      expect(parse(after).问).toBe("您叫什么名字？");
    }
  });

  it("writes no end of a line that only the hall's reader knows", () => {
    expect(withScalar("问: 一\n", ["问"], "甲\u0085乙\u2028丙")).toBe("问: 甲 乙 丙\n");
  });

  it("shows no outline of what is no script", () => {
    for (const text of ["", "a: [", "- 1", "服务: 甲", "步骤: 一"]) expect(outlineOf(text)).toBeNull();
  });
});

describe("two texts", () => {
  it("are shown side by side", () => {
    expect(sideBySide("a\nb\nc", "a\nx\nc\nd")).toEqual([
      { mine: "a", theirs: "a" }, { mine: "b", theirs: "x" }, { mine: "c", theirs: "c" }, { mine: null, theirs: "d" },
    ]);
  });

  it("are brought together where they change other lines, and not where they change the same", () => {
    const base = "a\nb\nc\nd\ne\n";
    expect(merged(base, "a1\nb\nc\nd\ne\n", "a\nb\nc\nd\ne1\n")).toBe("a1\nb\nc\nd\ne1\n");
    expect(merged(base, "a\nb\nc\nd\ne\nf\n", "a\nc\nd\ne\n")).toBe("a\nc\nd\ne\nf\n");
    expect(merged(base, "a1\nb\nc\nd\ne\n", "a2\nb\nc\nd\ne\n")).toBeNull();
    expect(merged(base, base, "x")).toBe("x");
    expect(merged(base, "y\n", "y\n")).toBe("y\n");
  });

  it("brings any two changes together without losing a line that one side added", () => {
    let seed = 5;
    const dice = (most: number): number => ((seed = (seed * 16807) % 2147483647) >> 4) % most;
    const base = Array.from({ length: 12 }, (_, nth) => `行${nth}`);
    let clean = 0;
    for (let round = 0; round < 300; round++) {
      const side = (mark: string): string[] => base.flatMap((line, nth) => (dice(8) === 0 ? [line, `${mark}${nth}`] : [line]));
      const [mine, theirs] = [side("甲"), side("乙")];
      const both = merged(base.join("\n"), mine.join("\n"), theirs.join("\n"));
      if (both === null) continue;
      clean++;
      expect(new Set(both.split("\n"))).toEqual(new Set([...mine, ...theirs]));
    }
    expect(clean).toBeGreaterThan(50);
  });
});
