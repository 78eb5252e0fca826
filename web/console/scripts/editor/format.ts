/** What the form asks for: each key of the format in plain words, its kind of value, and what stands there at first. */

import type { DraftWords } from "./api";
import { variablesOf, type Declared } from "./names";
import { scalar } from "./yaml-edit";

/** What can be chosen in the script as it stands, and what the hall offers. */
export interface Choosing {
  readonly declared: Declared;
  readonly words: DraftWords | null;
}

/** Where choices come from: names of the script, or `words:KEY` of the format. */
export type Source = "asked" | "variables" | "choosable" | "lists" | "labels" | "cards" | "interfaces" | "services" | "slot groups" | "identities" | "speeds" | "none" | `words:${string}`;

export type Shape =
  | { readonly is: "sentence" }
  | { readonly is: "condition" }
  | { readonly is: "one"; readonly from: Source; readonly free?: boolean; readonly names?: "variable" | "label" }
  | { readonly is: "some"; readonly from: Source; readonly free?: boolean; readonly more?: string; readonly ordered?: boolean }
  | { readonly is: "parts"; readonly fields: readonly Field[] }
  | { readonly is: "either"; readonly plain: Shape; readonly fields: readonly Field[]; readonly apart: string; readonly together: string; readonly split: (old: string) => readonly string[] }
  | { readonly is: "rows"; readonly fields: readonly Field[]; readonly noun: string; readonly first: readonly string[] }
  | { readonly is: "pairs"; readonly left: string; readonly right: Shape; readonly names: boolean; readonly first: string }
  | { readonly is: "results" }
  | { readonly is: "steps" }
  | { readonly is: "failed" };

/** `first`: the lines of its value where it is added. `must`: it cannot be taken away. `only`: for slots of these kinds. */
export interface Field {
  readonly key: string;
  readonly label: string;
  readonly shape: Shape;
  readonly first: (of: Choosing) => readonly string[];
  readonly must?: boolean;
  readonly hint?: string;
  readonly only?: readonly string[];
}

/** A name that the step makes: where it is changed, all that use it follow. */
const NEW_NAME: Shape = { is: "one", from: "none", free: true, names: "variable" };
const SENTENCE: Shape = { is: "sentence" };
const words = (key: string): Shape => ({ is: "one", from: `words:${key}` });
const says = (...lines: string[]) => (): readonly string[] => lines;
const first = (source: Source, other: string) => (of: Choosing): readonly string[] => [scalar(choices(source, of)[0] ?? other, true)];
const firsts = (source: Source, other: string) => (of: Choosing): readonly string[] => [`[${scalar(choices(source, of)[0] ?? other, true)}]`];
const field = (key: string, label: string, shape: Shape, make: Field["first"], more: Partial<Field> = {}): Field => ({ key, label, shape, first: make, ...more });

const channels = (line: string): readonly Field[] => [field("大屏", "大屏上说", SENTENCE, says(line)), field("电话", "电话里说", SENTENCE, says(line))];
/** A sentence, or one for each channel. */
const spoken = (line: string): Shape => ({ is: "either", plain: SENTENCE, fields: channels(line), apart: "大屏和电话分开说", together: "大屏和电话说一样的", split: (old) => [`大屏: ${old}`, `电话: ${old}`] });
const TWICE: Shape = {
  is: "either", plain: SENTENCE, apart: "分第一次问和再问", together: "只写一句", split: (old) => [`首次: ${old}`, `再问: ${old}`],
  fields: [field("首次", "第一次问", SENTENCE, says("请在这里写怎么问。"), { must: true }), field("再问", "没听清再问", SENTENCE, says("请再说一遍。"))],
};
const ASK: Shape = {
  is: "either", plain: SENTENCE, apart: "分第一次问、再问、电话里问", together: "只写一句", split: (old) => [`首次: ${old}`, `再问: ${old}`],
  fields: [...TWICE.fields, field("电话", "电话里问", TWICE, says("请在这里写电话里怎么问。"))],
};
const LEVELS: Shape = {
  is: "either", plain: words("身份"), apart: "大屏和电话分开", together: "大屏和电话一样", split: (old) => [`大屏: ${old}`, `电话: ${old}`],
  fields: [field("大屏", "一体机上", words("身份"), says("短信验证"), { must: true }), field("电话", "电话里", words("身份"), says("短信验证"), { must: true })],
};
const follow = (line: string): Shape => ({ is: "parts", fields: [field("服务", "转到哪项服务", { is: "one", from: "services" }, first("services", "服务名称")), field("说", "照着说", spoken(line), says(line))] });
const RESULTS = field("得到", "得到什么", { is: "results" }, says("[]"), { hint: "业务系统给回来的；后面的话和条件里可以用。" });
const TIMEOUT = field("超时", "最多等", { is: "one", from: "none", free: true }, says("5秒"), { hint: "例如 5秒，最多 60秒。" });
const FAILED = field("失败", "没有办成时", { is: "failed" }, says("转人工"));
const SENT = field("传", "传什么", { is: "some", from: "variables" }, firsts("variables", "变量"));
const CALL: readonly Field[] = [field("接口", "接口", { is: "one", from: "interfaces", free: true }, first("interfaces", "接口名称"), { must: true }), SENT, RESULTS, TIMEOUT, { ...FAILED, must: true }, field("身份", "这一步要核实到", LEVELS, says("无"))];
const LABEL = field("编号", "这一步的编号", { is: "one", from: "none", free: true, names: "label" }, says("这一步"), { hint: "别的步骤“跳到”它时用的名字。" });
const PICTURE: readonly Field[] = [
  field("记为", "这张图叫", NEW_NAME, says("照片"), { must: true }), field("问", "怎么问", TWICE, says("请拍一张照片。"), { must: true }),
  field("必填", "一定要交吗", words("必填"), says("否")), field("电话", "电话里怎么办", SENTENCE, says("照片请来的时候补交。"), { hint: "一句话；或者写 转人工。" }),
];
const CARD = field("卡片", "同时显示卡片", { is: "one", from: "cards" }, first("cards", "材料清单"));
const RECEIPT = field("回执", "出回执", { is: "some", from: "words:回执" }, says("[打印]"));

const STEPS: Readonly<Record<string, readonly Field[]>> = {
  说: [field("说", "说什么", spoken("请在这里写要说的话。"), says(""), { must: true }), CARD, RECEIPT],
  收集: [field("收集", "问哪几项", { is: "some", from: "asked", ordered: true }, says("[]"), { must: true, hint: "照这里的先后问；有了的不再问。" })],
  查询: [field("查询", "向业务系统查", { is: "parts", fields: CALL }, says(""), { must: true })],
  提交: [field("提交", "交给业务系统办", { is: "parts", fields: [...CALL.filter((one) => one.key !== "身份").map((one) => (one === SENT ? { ...SENT, hint: "不写，就是问到的全部内容。" } : one)), field("幂等键", "不重复提交的凭据", words("幂等键"), says("会话号"), { must: true }), CALL[5]!] }, says(""), { must: true })],
  取号: [field("取号", "取一个排队号", { is: "either", plain: { is: "one", from: "none", free: true }, apart: "写上得到什么、没取到怎么办", together: "只写队列", split: (old) => [`队列: ${old}`, "得到: [排队号]", "失败: 转人工"], fields: [field("队列", "队列", { is: "one", from: "none", free: true }, says("队列名称"), { must: true }), RESULTS, TIMEOUT, FAILED] }, says(""), { must: true })],
  调用服务: [field("调用服务", "先办另一项服务", {
    is: "either", plain: { is: "one", from: "services" }, apart: "写上传什么、得到什么", together: "只写服务", split: (old) => [`服务: ${old}`, "失败: 转人工"],
    fields: [
      field("服务", "哪项服务", { is: "one", from: "services" }, first("services", "服务名称"), { must: true }),
      field("传", "带过去", { is: "pairs", left: "那边的问题", right: { is: "one", from: "variables" }, names: false, first: "那边的问题" }, says("手机号: 手机号")),
      field("得到", "带回来", { is: "pairs", left: "在这边叫", right: { is: "one", from: "none", free: true }, names: true, first: "带回来的" }, says("带回来的: 那边的变量")), FAILED,
    ],
  }, says(""), { must: true })],
  挑选: [field("挑选", "请群众挑", { is: "parts", fields: [
    field("从", "从哪个列表", { is: "one", from: "lists" }, first("lists", "列表"), { must: true }), field("念", "每一条怎么念", SENTENCE, says("【编号】"), { must: true, hint: "写【字段】，例如 【时间|日期】，罚款【罚款|金额】。" }),
    field("问", "怎么问", ASK, says("要哪一条？"), { must: true }), field("可选", "可以选几条", words("可选"), says("多条")), field("记为", "选出来的叫", NEW_NAME, says("选中"), { must: true }),
    field("没有", "一条也没有时", { is: "steps" }, says("- 说: 没有可以选的。", "- 结束: 完成"), { must: true }),
  ] }, says(""), { must: true })],
  逐条: [field("逐条", "一条一条办", { is: "parts", fields: [
    field("在", "哪个列表", { is: "one", from: "lists" }, first("lists", "列表"), { must: true }), field("作为", "手上这一条叫", NEW_NAME, says("这条"), { must: true }),
    field("办成", "办成的那些叫", NEW_NAME, says("已办"), { hint: "里面有“提交”就要写。" }), field("做", "每一条做什么", { is: "steps" }, says("- 说: 请在这里写要说的话。"), { must: true }),
  ] }, says(""), { must: true })],
  拍照: [field("拍照", "拍一张", { is: "parts", fields: [...PICTURE, field("来自", "用什么拍", { is: "some", from: "words:来自" }, says("[摄像头, 手机]"))] }, says(""), { must: true })],
  上传: [field("上传", "用手机传一张", { is: "parts", fields: PICTURE }, says(""), { must: true })],
  签名: [field("签名", "在屏幕上签名", { is: "parts", fields: PICTURE }, says(""), { must: true })],
  如果: [field("如果", "条件", { is: "condition" }, says(""), { must: true })],
  选择: [field("选择", "按哪一项分", { is: "one", from: "choosable" }, says(""), { must: true })],
  设: [field("设", "写上几个值", { is: "pairs", left: "名字", right: SENTENCE, names: true, first: "新的值" }, says(""), { must: true, hint: "例如 今天 + 3工作日、基本费 × 份数、别的变量。" })],
  确认: [field("确认", "确认的话", spoken("这样办理，对吗？"), says(""), { must: true })],
  跳到: [field("跳到", "跳到哪个编号", { is: "one", from: "labels" }, says(""), { must: true })],
  卡片: [field("卡片", "显示哪张卡片", { is: "one", from: "cards" }, says(""), { must: true })],
  回执: [field("回执", "出什么回执", { is: "some", from: "words:回执" }, says(""), { must: true })],
  评价: [field("评价", "请群众评价", words("评价"), says(""), { must: true })],
  转人工: [field("转人工", "转人工时说", spoken("我请工作人员帮您，请稍等。"), says(""), { must: true })],
  结束: [field("结束", "怎么结束", words("结束"), says(""), { must: true })],
};
/** Of each kind of step: its own key, and those that may stand beside it. */
export const STEP_FIELDS: Readonly<Record<string, readonly Field[]>> = Object.fromEntries(Object.entries(STEPS).map(([kind, fields]) => [kind, [...fields, LABEL]]));

export const SLOT_FIELDS: readonly Field[] = [
  field("类型", "这一项是", words("类型"), says("自由文本"), { must: true }), field("问", "怎么问", ASK, says("请在这里写怎么问。"), { must: true }),
  field("取值", "可以怎么填", { is: "some", from: "words:取值" }, says("[语音, 按键]")), field("核对", "说出来的怎么复述", words("核对"), says("尾号")), field("必填", "一定要填吗", words("必填"), says("否")),
  field("个人信息", "算个人信息吗", words("个人信息"), says("否")), field("脱敏", "屏幕上怎么遮", words("脱敏"), says("尾号")), field("范围", "过去还是将来", words("范围"), says("将来"), { only: ["日期", "时间"] }),
  field("时段", "“好几天了”这样说也行", words("时段"), says("是"), { only: ["日期"] }), field("最早", "“越早越好”也行", words("最早"), says("是"), { only: ["日期"] }), field("最少", "最少", { is: "one", from: "none", free: true }, says("1"), { only: ["金额", "数量", "自由文本", "长文本"] }),
  field("最多", "最多", { is: "one", from: "none", free: true }, says("100"), { only: ["金额", "数量", "自由文本", "长文本"] }), field("单位", "单位", { is: "one", from: "none", free: true }, says("份"), { only: ["数量"] }), field("位数", "几位", { is: "one", from: "none", free: true }, says("8"), { only: ["单号"] }),
  field("格式", "格式", { is: "one", from: "none", free: true }, says("字母1数字9"), { only: ["编号", "自由文本"] }), field("不同于", "不能和这几项一样", { is: "some", from: "asked", free: true }, firsts("asked", "另一项")),
];

export const HEAD: readonly Field[] = [
  field("服务", "服务", SENTENCE, says("服务名称"), { must: true }), field("简介", "简介", SENTENCE, says("一句话说明这项服务。")), field("版本", "版本", { is: "one", from: "none", free: true }, says("2026-01-01"), { must: true }),
  field("说法", "群众怎么说就算要办", { is: "some", from: "none", free: true, more: "再加一种说法" }, says("[我要办这件事]"), { must: true }), field("渠道", "在哪里能办", { is: "some", from: "words:渠道" }, says("[大屏, 电话]")),
  field("生效", "从哪天起", { is: "one", from: "none", free: true }, says("2026-01-01"), { hint: "写成 2026-01-31。" }), field("失效", "到哪天为止", { is: "one", from: "none", free: true }, says("2099-12-31"), { hint: "写成 2026-01-31。" }),
  field("排序", "列出来站第几个", { is: "one", from: "none", free: true }, says("1"), { hint: "1 站最前，群众先看到；不写就按文件名排，新业务多半在最后，要点“更多”才看得到。" }),
  field("受理", "一开口就投诉的，由它登记", { is: "some", from: "words:受理" }, says("[投诉]")),
];

export const RULES: readonly Field[] = [
  field("依据", "依据", { is: "rows", noun: "一条依据", first: ["{标题: 文件名称, 条款: 第一条, 出处: kb/编号}"], fields: [field("标题", "标题", SENTENCE, says("文件名称"), { must: true }), field("条款", "条款", SENTENCE, says("第一条")), field("出处", "出处", SENTENCE, says("kb/编号"), { hint: "kb/编号：知识里的那一条。" })] }, says("- {标题: 文件名称, 条款: 第一条, 出处: kb/编号}")),
  field("身份", "先核实群众是谁", { is: "either", plain: words("身份"), apart: "细写：代办、渠道、发到哪里", together: "只写一级", split: (old) => [`级别: ${old}`], fields: [
    field("级别", "核实到哪一级", LEVELS, says("短信验证"), { must: true }), field("代办", "别人能不能代办", { is: "one", from: "identities", free: true }, says("可以"), { hint: "可以、不可以，或者代办人身份证号的那一项。" }),
    field("本人", "几个人里核实一个就行", { is: "some", from: "asked" }, firsts("asked", "身份证号")), field("核对", "资料核对比对哪几项", { is: "some", from: "asked" }, firsts("asked", "姓名")), field("发到", "验证码发到", { is: "one", from: "asked" }, first("asked", "手机号")),
  ] }, says("短信验证")),
  field("同意", "收个人信息以前的告知", { is: "parts", fields: [
    field("告知", "告知的话", SENTENCE, says("为了办理，需要您的个人信息，仅用于本次业务。"), { must: true }), field("项目", "要用的个人信息", { is: "some", from: "asked" }, firsts("asked", "身份证号"), { must: true }), field("拒绝", "不同意就", words("拒绝"), says("转人工")),
  ] }, (of) => ["告知: 为了办理，需要您的个人信息，仅用于本次业务。", `项目: ${firsts("asked", "身份证号")(of)[0]!}`, "拒绝: 转人工"]),
];

const told = (what: string): readonly string[] => [`说: 请到窗口问工作人员，这里${what}不了。`];
export const AFTERWARDS: readonly Field[] = [
  field("进度", "来问办到哪一步", follow("请到窗口查。"), says(...told("查"))), field("取消", "来撤以前办的", follow("请到窗口撤回。"), says(...told("撤"))), field("改期", "来改以前办的", follow("请到窗口更改。"), says(...told("改"))),
  field("更正", "刚提交完说填错了", { is: "parts", fields: [
    field("接口", "更正的接口", { is: "one", from: "interfaces", free: true }, first("interfaces", "接口名称")), field("项目", "能更正哪几项", { is: "some", from: "asked" }, firsts("asked", "手机号")), field("得到", "得到什么", { is: "some", from: "none", free: true }, says("[更正号]")),
    TIMEOUT, field("服务", "转到哪项服务", { is: "one", from: "services" }, first("services", "服务名称")), field("说", "照着说", spoken("请到窗口更改。"), says("请到窗口更改。")), field("身份", "要核实到", LEVELS, says("短信验证")),
  ] }, says(...told("改"))),
];

export const OTHERS: readonly Field[] = [
  field("计算", "由别的内容拼出来的值", { is: "pairs", left: "名字", right: SENTENCE, names: true, first: "新的值" }, says("新的值: 【今天|日期】"), { hint: "一句带【变量】的话；要算就用等号开头，例如 = 60 - 身份证号|年龄。" }),
  field("适老", "大字模式", { is: "parts", fields: [field("语速", "说话快慢", { is: "one", from: "speeds", free: true }, says("0.8")), field("字号", "字的大小", { is: "one", from: "words:字号", free: true }, says("大")), field("每句最多", "一句最多几个字", { is: "one", from: "none", free: true }, says("20字"))] }, says("{语速: 0.8, 字号: 大, 每句最多: 20字}")),
];

export const CARD_ROW: readonly Field[] = [field("名", "材料", SENTENCE, says("材料名称"), { must: true }), field("份数", "份数", SENTENCE, says("原件1")), field("备注", "备注", SENTENCE, says("备注")), field("条件", "什么时候要", { is: "condition" }, says("条件 == 值"))];
export const CARD_FIELD: Shape = { is: "rows", fields: CARD_ROW, noun: "一样材料", first: ["{名: 材料名称, 份数: 原件1}"] };
export const GROUP_FIELDS: readonly Field[] = [field("槽位组", "问哪一组", { is: "one", from: "slot groups" }, first("slot groups", "家长"), { must: true }), field("说法", "还叫什么", { is: "some", from: "none", free: true }, says("[别的叫法]"))];
/** Every key of a script that the form has; those that only `form.vue` itself shows last. */
export const SCRIPT_KEYS: readonly string[] = [...[...HEAD, ...RULES, ...AFTERWARDS, ...OTHERS].map((one) => one.key), "步骤", "槽位", "组", "槽位组", "卡片"];

/** What may be chosen where it is asked for. */
export function choices(source: Source, { declared, words: offered }: Choosing): readonly string[] {
  switch (source) {
    case "asked": return [...declared.slots.map((one) => one.name), ...Object.keys(declared.groups)];
    case "variables": return [...variablesOf(declared), ...Object.keys(declared.groups)];
    case "choosable": return declared.slots.filter((one) => one.options.length > 0).map((one) => one.name);
    case "lists": return Object.keys(declared.lists);
    case "labels": return declared.labels;
    case "cards": return declared.cards;
    case "interfaces": return offered?.interfaces.map((one) => one.name) ?? [];
    case "services": return offered?.services ?? [];
    case "slot groups": return declared.groupKinds;
    case "identities": return ["可以", "不可以", ...declared.slots.filter((one) => one.kind === "身份证").map((one) => one.name)];
    case "speeds": return ["0.7", "0.8", "0.85", "0.9", "1.0"];
    case "none": return [];
    default: return offered?.words[source.slice("words:".length)] ?? [];
  }
}
