import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { withStep } from "../../console/scripts/editor/actions";
import { nameOf } from "../../console/scripts/editor/form/arriving";
import { STEP_FIELDS } from "../../console/scripts/editor/format";
import { declaredIn } from "../../console/scripts/editor/names";
import { outlineOf, type Step } from "../../console/scripts/editor/outline";
import { STEP_TEMPLATES, stepName } from "../../console/scripts/editor/templates";
import { moved, parsed, pathAt, type YAMLMap } from "../../console/scripts/editor/yaml-edit";

const FOLDER = new URL("../../../services/", import.meta.url);
const SCRIPTS = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml") && !name.endsWith(".test.yaml") && name !== "calendar.yaml");
const LOSS = readFileSync(new URL("sbk-loss.yaml", FOLDER), "utf-8");

function all(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step) => [step, ...step.arms.flatMap((arm) => all(arm.steps))]);
}

describe("from a line to its place in the form", () => {
  it.each(SCRIPTS)("%s: the line of every step is within the step", (name) => {
    const text = readFileSync(new URL(name, FOLDER), "utf-8");
    const steps = all(outlineOf(text)!.steps);
    expect(steps.length).toBeGreaterThan(3);
    for (const step of steps) {
      const [path, own] = [pathAt(text, parsed(text), step.line), nameOf(step.path)];
      expect(nameOf(path).startsWith(own) || own.startsWith(nameOf(path)), `${step.line}: ${nameOf(path)} and ${own}`).toBe(true);
      expect(path.length, `${step.line}`).toBeGreaterThanOrEqual(Math.min(2, step.path.length));
    }
  });

  it("finds fields, one-line parts as a whole, and nothing in comments and behind the end", () => {
    const text = "服务: 甲\n# 说明\n槽位:\n  事由:\n    类型: 选项\n    选项: {租房: [租的], 买房: []}\n步骤:\n  - 说: 好\n  - 如果: 事由 == 租房\n    那么:\n      - 说: 第二句\n        卡片: 清单\n";
    const at = (line: number): string => nameOf(pathAt(text, parsed(text), line));
    expect([1, 2, 4, 5, 6, 8, 9, 11, 12, 40].map(at)).toEqual(["服务", "", "槽位/事由", "槽位/事由/类型", "槽位/事由/选项", "步骤/0/说", "步骤/1/如果", "步骤/1/那么/0/说", "步骤/1/那么/0/卡片", ""]);
  });
});

describe("steps", () => {
  it("are put before another one, and moved to a place by its number and back", () => {
    const of = { declared: declaredIn(LOSS, parsed(LOSS).contents as unknown as YAMLMap), words: null };
    const kinds = (text: string): readonly string[] => outlineOf(text)!.steps.map((step) => step.kind);
    const say = STEP_TEMPLATES.find((one) => one.kind === "评价")!;
    const more = withStep(LOSS, ["步骤"], say, of, 1);
    expect(kinds(more)).toEqual([...kinds(LOSS).slice(0, 1), "评价", ...kinds(LOSS).slice(1)]);
    const away = moved(more, ["步骤"], 1, 4);
    expect(kinds(away)[4]).toBe("评价");
    expect(kinds(away).filter((kind) => kind !== "评价")).toEqual(kinds(more).filter((kind) => kind !== "评价"));
    expect(moved(away, ["步骤"], 4, 1)).toBe(more);
  });

  it("have one name each, in the menu and on the card", () => {
    for (const kind of Object.keys(STEP_FIELDS)) expect(STEP_TEMPLATES.some((one) => one.kind === kind), kind).toBe(true);
    expect(["收集", "如果", "说", "卡片"].map(stepName)).toEqual(["问清楚", "分两路", "说一句话", "显示卡片"]);
  });
});
