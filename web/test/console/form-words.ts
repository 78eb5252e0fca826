/** What the hall offers to choose from, for tests that have no hall. */

import type { DraftWords } from "../../console/scripts/editor/api";

export const WORDS: DraftWords = {
  keys: {},
  words: {
    类型: ["身份证", "手机号", "选项", "单号", "编号", "自由文本"], 取值: ["语音", "按键", "读卡", "触屏"], 核对: ["不核对", "尾号", "分段复述"], 范围: ["过去", "将来"], 渠道: ["大屏", "电话"], 脱敏: ["不脱敏", "尾号"],
    回执: ["打印", "短信"], 结束: ["完成", "取消"], 身份: ["无", "短信验证", "持卡"], 来自: ["摄像头", "手机"], 可选: ["一条", "多条"], 拒绝: ["转人工", "结束"], 幂等键: ["会话号"], 必填: ["是", "否"], 个人信息: ["是", "否"], 评价: ["好差评"], 受理: ["投诉", "反映"], 字号: ["大"],
  },
  about: {},
  interfaces: [{ name: "sbk.status", sends: ["身份证号"], returns: ["姓名", "卡状态"] }, { name: "sbk.loss", sends: ["身份证号", "手机号"], returns: ["受理号"] }],
  services: ["社保卡挂失", "窗口预约"],
};
