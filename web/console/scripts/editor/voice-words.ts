/** What an editor is told of a trial by voice. */

import type { MicrophoneFault } from "../../../src/audio/microphone";
import type { Kind } from "../../parts/state-mark.vue";
import type { Ear } from "./voice-wire";

export const MICROPHONE_FAULTS: Readonly<Record<MicrophoneFault | "ended", string>> = {
  denied: "浏览器没有让用麦克风。点地址栏旁边的图标，把这个网页的麦克风改成“允许”，再按一次。",
  missing: "没有找到麦克风。接上麦克风或者耳麦，再按一次。",
  insecure: "这个网址不是 https，浏览器不让用麦克风。请在大厅的服务器上打开控制台，或者请管理员给运维端口配证书。",
  broken: "麦克风打不开，可能别的程序正在用。关掉别的程序，或者换一个麦克风，再按一次。",
  ended: "麦克风断开了。接好以后，再按一次。",
};

/** Why the hall hung up, or was not reached. */
const OVER: Readonly<Record<string, string>> = {
  busy: "识别现在忙：要先给群众用，或者已经有两个人在用语音试。过几分钟再按一次；打字照样能试。",
  drain: "大厅的服务正在重启。等一两分钟，再按一次。",
  quiet: "两分钟没有人说话，麦克风关上了。要接着试，再按一次。",
  signed_out: "登录已经过期，麦克风关上了。请重新登录。",
  csrf: "页面和登录对不上了。刷新页面，再按一次。",
  slow: "网络太慢，跟不上声音，麦克风关上了。换一个好些的网络，再按一次；打字照样能试。",
  not_opened: "语音连不上大厅。看看网络，再按一次；还不行，请管理员看代理是不是放行 WebSocket。",
};
const CUT = "和大厅的语音连接断了，麦克风关上了。试过的都还在，再按一次接着来。";

/** Of a line that was under way then. */
export const NOT_PLAYED = "刚才这一句没有走完，请再说一次。";

export function overWords(code: string): string {
  return OVER[code] ?? CUT;
}

const TROUBLES: Readonly<Record<string, string>> = {
  recogniser: "这一句没有识别成，请再说一遍。",
  ear: "这一句没有听成，请再说一遍。",
  voice: "这一句没能念出来，请看字。",
  page: "这台电脑没有放出声音来，请看字。检查一下扬声器，或者关掉“出声”。",
};

export function troubleWords(code: string): string {
  return TROUBLES[code] ?? "语音出了一处错，可以接着试；总是这样，请管理员看日志。";
}

const STATES: Readonly<Record<string, string>> = {
  muted: "麦克风是静音的，打开它的开关。",
  far: "声音太小，离麦克风近一点。",
  loud: "声音太大，离麦克风远一点。",
  dead: "麦克风没有声音，看看线和开关。",
};

/** Empty where nothing is wrong. */
export function microphoneWords(state: string): string {
  return STATES[state] ?? "";
}

export const EAR_SIGNS: Readonly<Record<Ear, readonly [Kind, string]>> = {
  listening: ["good", "在听，请说"],
  hearing: ["good", "在听您说"],
  thinking: ["wait", "在想"],
  speaking: ["wait", "她在说，请等"],
  waiting: ["off", "没有在问什么"],
};

/** How sure recognition was, and what else it may have heard. */
export function hearingWords(heard: { readonly confidence: number; readonly rivals: readonly string[] }): string {
  const sure = `把握 ${Math.round(heard.confidence * 100)}%`;
  return heard.rivals.length === 0 ? `语音，${sure}` : `语音，${sure}；也像：${heard.rivals.join("、")}`;
}
