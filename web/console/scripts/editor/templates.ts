/** What is put where a person adds a step: the lines of its YAML. */

export interface StepTemplate {
  readonly name: string;
  readonly about: string;
  readonly lines: readonly string[];
}

export const STEP_TEMPLATES: readonly StepTemplate[] = [
  { name: "说一句话", about: "她说，不等回答", lines: ["说: 请在这里写要说的话。"] },
  { name: "分两路", about: "按条件走“是”或“否”", lines: ["如果: 条件 == 值", "那么:", "  - 说: 条件成立时说的话。", "否则:", "  - 说: 条件不成立时说的话。"] },
  { name: "问清楚", about: "问一项“问题”里写好的", lines: ["收集: [问题的名字]"] },
  { name: "确认", about: "提交以前请群众点头", lines: ["确认: 这样办理，对吗？"] },
  { name: "回到前面", about: "跳到写着编号的一步", lines: ["跳到: 编号"] },
  { name: "转人工", about: "请工作人员", lines: ["转人工: 我请工作人员帮您，请稍等。"] },
  { name: "评价", about: "请群众打分", lines: ["评价: 好差评"] },
  { name: "结束", about: "办完了", lines: ["结束: 完成"] },
];
