import { describe, expect, it } from "vitest";
import { fileName } from "../../console/http";
import type { NumberReply } from "../../console/numbers/api";
import { composed, figure, pieces, unitOf } from "../../console/numbers/asking";
import { chartHeight, chartOption, MOST_BARS } from "../../console/numbers/chart-option";

const by = { service: "各业务", step: "各步骤", device: "各机器", channel: "各渠道", reason: "各原因", score: "各星级", version: "各版本", hour: "各时段", day: "每天", week: "每周", month: "每月" };

describe("a question of the chooser", () => {
  it("has time, division and measure", () => {
    expect(composed({ by }, "上周", "service", { title: "办结数" })).toBe("上周各业务的办结数");
    expect(composed({ by }, "今天", "", { title: "会话数" })).toBe("今天的会话数");
  });
});

describe("numbers", () => {
  it.each([
    [1234.567, false, "1,234.57"],
    [0, false, "0"],
    [3, true, "+3"],
    [-3, true, "-3"],
    [null, false, "—"],
  ] as const)("%s", (value, signed, told) => {
    expect(figure(value, signed)).toBe(told);
  });

  it("of shares are compared in points", () => {
    expect(unitOf({ unit: "%", compared: true })).toBe("个百分点");
    expect(unitOf({ unit: "%", compared: false })).toBe("%");
  });
});

describe("words that were not understood", () => {
  it("are marked where they stand, also twice", () => {
    expect(pieces("张三和张三办了什么", ["张三"])).toEqual([
      { text: "张三", odd: true },
      { text: "和", odd: false },
      { text: "张三", odd: true },
      { text: "办了什么", odd: false },
    ]);
  });

  it("leave the question whole where they are not found in it", () => {
    expect(pieces("（张三）", ["(", ""])).toEqual([{ text: "（张三）", odd: false }]);
  });
});

describe("the chart", () => {
  const rows = Array.from({ length: 40 }, (_, n) => ({ label: `业务${n}的名字长得一行写不下`, value: n === 3 ? null : 40 - n, records: 1 }));
  const answer: Pick<NumberReply, "rows" | "chart" | "unit" | "top"> = { rows, chart: "bar", unit: "件", top: 2 };

  it("of many rows draws the first ones, those that were asked for darker", () => {
    const [bars] = (chartOption(answer) as { series: { data: { value: number | null; itemStyle: { color: string } }[] }[] }).series;
    expect(bars!.data).toHaveLength(MOST_BARS);
    expect(bars!.data[3]!.value).toBeNull();
    expect(new Set(bars!.data.slice(0, 2).map((one) => one.itemStyle.color))).not.toContain(bars!.data[2]!.itemStyle.color);
    expect(chartHeight(answer)).toBeLessThan(1000);
  });

  it("over time is a line with every moment", () => {
    const { series, xAxis } = chartOption({ ...answer, chart: "line" }) as { series: { type: string; data: unknown[] }[]; xAxis: { data: string[] } };
    expect([series[0]!.type, series[0]!.data.length, xAxis.data.length]).toEqual(["line", 40, 40]);
  });
});

describe("the name of an exported file", () => {
  it("is read in both ways of writing it", () => {
    expect(fileName(`attachment; filename*=UTF-8''${encodeURIComponent("办结数.xlsx")}`)).toBe("办结数.xlsx");
    expect(fileName('attachment; filename="audit.csv"')).toBe("audit.csv");
    expect(fileName("")).toBe("导出");
  });
});
