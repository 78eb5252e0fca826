/** Every sentence of the page itself. What the hall says comes over the wire. */

import type { CameraFault } from "./camera/camera";
import type { Condition } from "./devices/messages";
import type { MicState } from "./page";
import type { Ending, Hearing, Turn } from "./wire/control";

/** The AI label (AI disclosure): drawn by view/header.ts and on the clerk's badge by face/body.ts. No setting. */
export const AI_LABEL = "AI 数字人";

export const CALL = "触摸屏幕或直接说话";
export const CALL_SILENT = "触摸屏幕开始";

export const TURN_WORDS: Record<Turn, { title: string; hint: string }> = {
  attract: { title: "我在听，请直接说话", hint: "也可以触摸屏幕开始" },
  listening: { title: "请说话，我在听", hint: "也可以点屏幕上的按钮" },
  hearing: { title: "正在听您说", hint: "说完稍等一下就好" },
  thinking: { title: "请稍候，正在处理", hint: "马上就好" },
  speaking: { title: "正在为您解答", hint: "可以随时打断我" },
  ended: { title: "本次服务已结束", hint: "感谢您的使用" },
};

export const WAIT_WORDS = { title: "正在排队，请稍候", hint: "轮到您时会自动开始" };

/** The conversation is over but for the staff who are being called: nothing is asked any more. */
export const HANDOFF_WORDS = { title: "请在这里稍候", hint: "不等了，请点“结束”" };

/** While no microphone is open, touch and text still work. */
export const TURN_WORDS_SILENT: Partial<Record<Turn, { title: string; hint: string }>> = {
  attract: { title: "请触摸屏幕开始", hint: "可以触摸或打字办理" },
  listening: { title: "请点屏幕上的按钮", hint: "也可以打字" },
  speaking: { title: "正在为您解答", hint: "可以随时点屏幕上的按钮" },
};

export const MIC_WORDS: Partial<Record<MicState, string>> = {
  denied: "麦克风没有打开权限，您可以触摸屏幕或打字办理",
  missing: "没有找到麦克风，您可以触摸屏幕或打字办理",
  insecure: "这个网址用不了麦克风和声音，您可以触摸屏幕或打字办理",
  broken: "麦克风暂时不能用，您可以触摸屏幕或打字办理",
};

/** For the hall's technician: browsers give a microphone and a loudspeaker's clock to secure addresses only. */
export const INSECURE_HINT =
  "技术人员：请改用 https（在 config.yaml 设置 public.tls_cert 和 public.tls_key），或用浏览器策略把本网址设为可信，见 docs/install.md";

/**
 * When the hall cannot hear: its own words come first, these where it has none; and always what helps.
 * `lasting`: it is the machine's trouble and not this citizen's distance.
 */
export const HEARING_WORDS: Record<Exclude<Hearing, "ok">, { text: string; hint: string; lasting: boolean }> = {
  muted: { text: "麦克风已关闭", hint: "请直接触摸屏幕办理", lasting: true },
  dead: { text: "麦克风没有声音", hint: "请直接触摸屏幕办理", lasting: true },
  far: { text: "听不太清，请靠近一些", hint: "对着屏幕说就好，也可以打字", lasting: false },
  loud: { text: "声音有点大，请稍微离远一些", hint: "正常说话就能听清，也可以打字", lasting: false },
};

/** Why this machine's camera gives no picture, and what helps. */
export const CAMERA_WORDS: Record<CameraFault, string> = {
  refused: "摄像头没有打开权限，请工作人员帮忙打开",
  missing: "没有找到摄像头",
  busy: "摄像头正被别的程序占用，请稍等再试一次",
  insecure: "这个网址用不了摄像头，请工作人员帮忙",
  broken: "摄像头暂时用不了，请再试一次",
};

export const CAPTURE_WORDS = {
  live: "摄像头画面",
  still: "拍好的照片",
  opening: "正在打开摄像头",
  sending: "正在保存，请稍候",
  shoot: "拍照",
  again: "重拍",
  use: "用这张",
  retry: "再试一次",
  broken: "照片没有存下来，请再拍一张",
  scan: "用手机扫码上传",
  noWay: "这里暂时不能拍照，请说“转人工”",
  pad: "签名的框",
  clear: "清除重写",
  signed: "写好了",
  empty: "框里还没有写上字，请用手指写名字",
  cutOff: "照片没有传完，前面填的都在，请再试一次",
} as const;

/** Of a face, which is compared and kept nowhere. */
export const FACE_WORDS = {
  opening: CAPTURE_WORDS.opening,
  sending: "正在发去比对，请稍候",
  use: "用这张比对",
} as const;

export const FAREWELL: Record<Ending, { title: string; text: string }> = {
  completed: { title: "办好了，感谢您", text: "请带好您的证件和随身物品" },
  cancelled: { title: "已为您取消", text: "需要时随时再来找我" },
  idle: { title: "下次再见", text: "本次内容已从屏幕清除" },
  handoff: { title: "自助办理到这里", text: "请找工作人员，或到人工窗口办理" },
  busy: { title: "现在办理的人较多", text: "请到人工窗口，或到取号机取号办理" },
  drain: { title: "系统正在维护", text: "请稍后再来，或到人工窗口办理" },
  taken_over: { title: "已在另一台设备上继续", text: "本机内容已从屏幕清除" },
  fault: { title: "抱歉，出了点问题", text: "请到人工窗口办理，或稍后再试" },
};

/** On a kiosk that the hall does not let in. The keys are for staff. */
export const ENROLMENT_WORDS = {
  not_enrolled: { title: "这台一体机还没有登记", text: "请工作人员输入八位登记码" },
  revoked: { title: "这台一体机已经停用", text: "暂时不能在这里办理" },
  elsewhere: { title: "这台一体机暂时不能用", text: "它的登记正在另一台机器上使用，请工作人员查看" },
  citizens: "办理业务请到其他一体机，或者到人工窗口",
} as const;
/** The last line of everything that is printed. */
export const PRINT_NOTE = "本凭条由 AI 数字人协助打印";

/** On receipts, by the first word of the card's id: a case that was filed, a place in the queue, a submission of which
 * nobody knows whether it was filed, a case that is to go on elsewhere. */
const RECEIPT_WORDS = {
  receipt: { number: "受理号", code: "扫码查进度", print: "打印回执" },
  ticket: { number: "排队号", code: "", print: "打印凭条" },
  parked: { number: "接着办时报这个号", code: "", print: "打印这个号" },
  unresolved: { number: "查询时报这个号", code: "", print: "打印这个号" },
};

export type ReceiptKind = keyof typeof RECEIPT_WORDS;

/** `id`: of the card. */
export function receiptKind(id: string): ReceiptKind {
  const kind = id.split(":")[0];
  return kind === "ticket" || kind === "parked" || kind === "unresolved" ? kind : "receipt";
}

export function receiptWords(id: string): { number: string; code: string; print: string } {
  return RECEIPT_WORDS[receiptKind(id)];
}

/** Why a slip did not come out that was asked for with a button. */
export const PRINT_TROUBLE: Partial<Record<Condition, string>> = {
  paper_out: "打印机没纸了，请拍照留存，或找工作人员",
  busy: "打印机正忙，请稍候再按一次",
};
export const PRINT_FAILED = "打印机现在用不了，请拍照留存，或找工作人员";

export const QUICK_PHRASES = ["是的", "不是", "请再说一遍", "上一步", "取消办理", "转人工"] as const;

export const WEEKDAYS = ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"] as const;
