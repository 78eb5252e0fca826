/** What ECharts draws of an answer. The values stand beside the marks, so that no colour has to be told apart. */

import type { NumberReply } from "./api";
import { figure } from "./asking";

/** Bars that are drawn at most; the table beside them has all. */
export const MOST_BARS = 30;
const INK = "#12343c";
const SOFT = "#4a646b";
const TEAL = "#0f5f70";
const PALE = "#9cc0c6";
/** Height of a bar with the gap to the next one, and of the axis, pixels. */
const BAR_PX = 30;
const AXIS_PX = 48;
/** Characters of a label beside its bar. */
const LABEL = 12;

type Drawn = Pick<NumberReply, "rows" | "chart" | "unit" | "top">;

export function chartHeight(answer: Drawn): number {
  return answer.chart === "line" ? 340 : Math.min(answer.rows.length, MOST_BARS) * BAR_PX + AXIS_PX;
}

export function chartOption(answer: Drawn): Record<string, unknown> {
  const rows = answer.chart === "bar" ? answer.rows.slice(0, MOST_BARS) : answer.rows;
  const names = rows.map((row) => row.label);
  const label = { show: true, color: INK, fontSize: 14, formatter: (one: { value: unknown }) => (typeof one.value === "number" ? figure(one.value) : "") };
  const integers = rows.every((row) => row.value === null || Number.isInteger(row.value));
  const values = { type: "value", ...(integers ? { minInterval: 1 } : {}), name: answer.unit, nameTextStyle: { color: SOFT, fontSize: 14 }, axisLabel: { color: SOFT, fontSize: 14 }, splitLine: { lineStyle: { color: "#e2ebec" } } };
  const axis = { axisLabel: { color: INK, fontSize: 14 }, axisLine: { lineStyle: { color: SOFT } }, axisTick: { show: false } };
  const whole = { animation: false, textStyle: { fontFamily: "inherit" } };
  if (answer.chart === "line") {
    return {
      ...whole,
      grid: { left: 16, right: 32, top: 44, bottom: 8, containLabel: true },
      xAxis: { type: "category", data: names, ...axis },
      yAxis: values,
      series: [{ type: "line", data: rows.map((row) => row.value), label: { ...label, position: "top" }, labelLayout: { hideOverlap: true }, lineStyle: { color: TEAL, width: 2 }, itemStyle: { color: TEAL }, symbolSize: 7 }],
    };
  }
  const asked = (at: number): boolean => answer.top === 0 || at < answer.top;
  return {
    ...whole,
    grid: { left: 8, right: 64, top: 4, bottom: 8, containLabel: true },
    xAxis: { ...values, nameLocation: "end" },
    yAxis: { type: "category", data: names, inverse: true, ...axis, axisLabel: { ...axis.axisLabel, interval: 0, formatter: (name: string) => (name.length > LABEL ? `${name.slice(0, LABEL)}…` : name) } },
    series: [{ type: "bar", barMaxWidth: 20, label: { ...label, position: "right" }, data: rows.map((row, at) => ({ value: row.value, itemStyle: { color: asked(at) ? TEAL : PALE } })) }],
  };
}
