/** What is put where a person adds a step: the lines of its YAML, with names that the script has. */

import { choices, type Choosing } from "./format";
import { listed, scalar } from "./yaml-edit";

/** `name`: what the form, the chart and messages call it. `kind`: its key in the script. */
export interface StepTemplate {
  readonly name: string;
  readonly kind: string;
  readonly about: string;
  readonly lines: (of: Choosing) => readonly string[];
}

const always = (...lines: string[]) => (): readonly string[] => lines;
const picture = (kind: string, into: string, ask: string, phone: string) => (of: Choosing): readonly string[] => [`${kind}:`, `  记为: ${unused(of, into)}`, `  问: ${ask}`, `  电话: ${phone}`];

export const STEP_TEMPLATES: readonly StepTemplate[] = [
  { name: "说一句话", kind: "说", about: "她说，不等回答", lines: always("说: 请在这里写要说的话。") },
  { name: "问清楚", kind: "收集", about: "问一项“问题”里写好的", lines: (of) => [`收集: ${listed([unasked(of)])}`] },
  { name: "分两路", kind: "如果", about: "按条件走“是”或“否”", lines: (of) => [`如果: ${condition(of)}`, "那么:", "  - 说: 条件成立时说的话。", "否则:", "  - 说: 条件不成立时说的话。"] },
  { name: "按选项分", kind: "选择", about: "群众选哪一项，就走哪一路", lines: choose },
  { name: "查询", kind: "查询", about: "向业务系统查", lines: (of) => call(of, "查询", false) },
  { name: "确认", kind: "确认", about: "提交以前请群众点头", lines: always("确认: 这样办理，对吗？") },
  { name: "提交", kind: "提交", about: "交给业务系统办", lines: (of) => call(of, "提交", true) },
  { name: "请群众挑", kind: "挑选", about: "从业务系统给的几条里挑", lines: (of) => ["挑选:", `  从: ${first(of, "lists", "列表")}`, `  念: 【${field(of)}】`, "  问: 要哪一条？", "  可选: 一条", `  记为: ${unused(of, "选中")}`, "  没有:", "    - 说: 没有可以选的。", "    - 结束: 完成"] },
  { name: "一条一条办", kind: "逐条", about: "挑出来的每一条做一遍", lines: (of) => ["逐条:", `  在: ${first(of, "lists", "列表")}`, `  作为: ${unused(of, "这条")}`, "  做:", "    - 说: 请在这里写要说的话。"] },
  { name: "写上一个值", kind: "设", about: "算出来，或者照抄", lines: (of) => [`设: {${unused(of, "新的值")}: 今天}`] },
  { name: "取号", kind: "取号", about: "取一个排队号", lines: always("取号:", "  队列: 综合窗口", "  得到: [排队号, 等待人数]", "  超时: 5秒", "  失败: 转人工") },
  { name: "先办另一项", kind: "调用服务", about: "办完再回到这里", lines: (of) => ["调用服务:", `  服务: ${first(of, "services", "服务名称")}`, "  失败: 转人工"] },
  { name: "拍照", kind: "拍照", about: "用摄像头或手机拍一张", lines: picture("拍照", "照片", "请看镜头拍一张。", "照片请来的时候补交。") },
  { name: "上传", kind: "上传", about: "用手机扫码上传一张", lines: picture("上传", "材料图片", "请用手机扫码上传。", "材料请来的时候补交。") },
  { name: "签名", kind: "签名", about: "在屏幕上手写签名", lines: picture("签名", "签名", "请在框里签上名字。", "来的时候再签名。") },
  { name: "显示卡片", kind: "卡片", about: "只显示，不说话", lines: (of) => [`卡片: ${first(of, "cards", "材料清单")}`] },
  { name: "出回执", kind: "回执", about: "打印，或者发短信", lines: always("回执: [打印]") },
  { name: "跳到", kind: "跳到", about: "跳到写着编号的一步", lines: (of) => [`跳到: ${first(of, "labels", "编号")}`] },
  { name: "转人工", kind: "转人工", about: "请工作人员", lines: always("转人工: 我请工作人员帮您，请稍等。") },
  { name: "评价", kind: "评价", about: "请群众打分", lines: always("评价: 好差评") },
  { name: "结束", kind: "结束", about: "办完了", lines: always("结束: 完成") },
];

/** What a clerk calls a step of this kind. */
export function stepName(kind: string): string {
  return STEP_TEMPLATES.find((one) => one.kind === kind)?.name ?? "文字";
}

/** Steps behind which nothing comes. */
export const LAST = new Set(["结束", "跳到", "转人工"]);

function first(of: Choosing, source: Parameters<typeof choices>[0], other: string): string {
  return scalar(choices(source, of)[0] ?? other, false);
}

/** The name, with a number behind it where it is taken. */
function unused({ declared }: Choosing, name: string): string {
  const taken = new Set([...declared.slots.map((one) => one.name), ...declared.made]);
  return [name, ...Array.from({ length: taken.size + 1 }, (_, nth) => `${name}${nth + 2}`)].find((one) => !taken.has(one))!;
}

/** A question that no step asks yet, else the first. */
function unasked({ declared }: Choosing): string {
  const asked = new Set(declared.places.filter((one) => one.about === "收集" || one.about === "选择").map((one) => one.named.name));
  return (declared.slots.find((one) => !asked.has(one.name)) ?? declared.slots[0])?.name ?? "问题的名字";
}

function condition({ declared }: Choosing): string {
  const slot = declared.slots.find((one) => one.options.length > 0);
  return slot === undefined ? "条件 == 值" : `${slot.name} == ${slot.options[0]}`;
}

function choose({ declared }: Choosing): readonly string[] {
  const slot = declared.slots.find((one) => one.options.length > 0);
  const arms = slot === undefined ? ["第一项", "否则"] : slot.options;
  return [`选择: ${slot?.name ?? "问题的名字"}`, "分支:", ...arms.flatMap((arm) => [`  ${scalar(arm, false)}:`, "    - 说: 请在这里写要说的话。"])];
}

/** The interface that the script has not called yet, with what it is sent and returns where others call it. */
function call({ declared, words }: Choosing, kind: string, key: boolean): readonly string[] {
  const found = words?.interfaces[0];
  const known = new Set(declared.slots.map((one) => one.name));
  const sends = (found?.sends ?? []).filter((name) => known.has(name));
  const sent = sends.length > 0 ? sends : declared.slots.slice(0, 1).map((one) => one.name);
  return [
    `${kind}:`, `  接口: ${found?.name ?? "接口名称"}`, ...(sent.length > 0 ? [`  传: ${listed(sent)}`] : []), ...(key ? ["  幂等键: 会话号"] : []),
    `  得到: ${listed(found?.returns ?? ["结果"])}`, `  超时: ${key ? "8秒" : "5秒"}`, "  失败: 转人工",
  ];
}

function field({ declared }: Choosing): string {
  return Object.values(declared.lists)[0]?.[0] ?? "编号";
}
