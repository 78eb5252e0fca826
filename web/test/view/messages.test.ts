// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from "vitest";
import { START, turnPage, type Page, type PageEvent } from "../../src/page";
import type { ViewActions } from "../../src/view/part";
import { View } from "../../src/view/view";
import type { Down } from "../../src/wire/control";

const actions = Object.fromEntries(
  ["start", "leave", "stay", "elderly", "typing", "touch", "key", "text", "print"].map((name) => [name, vi.fn()]),
) as unknown as ViewActions;

let view: View;
let page: Page;

function turn(...events: (PageEvent | Down)[]): void {
  for (const event of events) page = turnPage(page, "kind" in event ? event : { kind: "message", message: event });
  view.show(page);
}

function seen(selector: string): HTMLElement {
  return document.querySelector<HTMLElement>(selector)!;
}

const begun: Down = { type: "begun", conversation: "c", resume: "r" };

beforeEach(() => {
  vi.clearAllMocks();
  document.body.innerHTML = "<div id='k'></div>";
  view = new View(document.getElementById("k")!, actions);
  page = START;
  view.show(page);
});

describe("a partial", () => {
  it("shows what is settled solid, and the rest dimmed", () => {
    turn(begun, { type: "partial", text: "我的社保卡丢", stable: 3 });
    expect([seen(".caption-stable").textContent, seen(".caption-maybe").textContent]).toEqual(["我的社", "保卡丢"]);
    expect(seen(".caption-citizen").classList.contains("settled")).toBe(false);
    turn({ type: "transcript", turn: 1, text: "我的社保卡丢了", via: "voice" });
    expect([seen(".caption-stable").textContent, seen(".caption-maybe").textContent]).toEqual(["我的社保卡丢了", ""]);
    expect(seen(".caption-citizen").classList.contains("settled")).toBe(true);
  });

  it("that is empty takes the line away", () => {
    turn(begun, { type: "partial", text: "嗯", stable: 0 }, { type: "partial", text: "", stable: 0 });
    expect(seen(".citizen-line").classList.contains("empty")).toBe(true);
  });

  it("veils a number across the seam between settled and not", () => {
    turn(begun, { type: "partial", text: "号码是13800138000", stable: 8 });
    expect(seen(".caption-citizen").textContent).toBe("号码是138****8000");
    expect(seen(".caption-stable").textContent).toBe("号码是138**");
  });

  it("keeps the last words in sight", () => {
    const citizen = seen(".caption-citizen");
    Object.defineProperty(citizen, "scrollHeight", { value: 300 });
    turn(begun, { type: "partial", text: "很长的一句话".repeat(20), stable: 3 });
    expect(citizen.scrollTop).toBe(300);
  });
});

describe("a microphone that does not hear", () => {
  it.each([
    ["muted", "麦克风已关闭"], ["dead", "麦克风没有声音"], ["far", "听不太清，请靠近一些"], ["loud", "声音有点大，请稍微离远一些"],
  ] as const)("%s: says so, says what helps, offers typing, and goes", (status, words) => {
    turn(begun);
    expect(seen(".banner").hidden).toBe(true);
    turn({ type: "mic", status, text: "" });
    expect(seen(".banner-text").textContent).toBe(words);
    expect(seen(".banner-hint").textContent).not.toBe("");
    expect(seen(".banner-sign svg path")).not.toBe(null);
    seen(".banner-type").click();
    expect(actions.typing).toHaveBeenCalledWith(true);
    turn({ type: "mic", status: "ok", text: "" });
    expect(seen(".banner").hidden).toBe(true);
  });

  it("says it in the hall's words where it has some", () => {
    turn(begun, { type: "mic", status: "far", text: "请走近一步" });
    expect([seen(".banner-text").textContent, seen(".banner-hint").textContent]).toEqual(["请走近一步", ""]);
  });

  it("asks nobody nearer while nobody is there, but does not ask them to speak to a dead one", () => {
    turn({ kind: "mic", mic: "on" }, { type: "mic", status: "far", text: "" });
    expect(seen(".banner").hidden).toBe(true);
    turn({ type: "mic", status: "dead", text: "" });
    expect(seen(".banner").hidden).toBe(false);
    expect(seen(".attract-call").textContent).toBe("触摸屏幕开始");
    expect(seen(".turn-title").textContent).toBe("请触摸屏幕开始");
  });

  it("gives way to a human who is coming", () => {
    turn(begun, { type: "mic", status: "far", text: "" }, { type: "handoff", reason: "asked", text: "正在为您请工作人员" });
    expect(seen(".banner-text").textContent).toBe("正在为您请工作人员");
    expect(seen(".banner-type").hidden).toBe(true);
  });
});

describe("staff who are called", () => {
  const listening: Down = { type: "state", state: "listening" };

  it("are waited for where nothing is asked any more", () => {
    turn(begun, { type: "cards", cards: [], ask: undefined }, { type: "handoff", reason: "asked", text: "张老师马上过来。" }, listening);
    expect(seen(".turn").textContent).toContain("请在这里稍候");
    expect(seen(".banner-text").textContent).toBe("张老师马上过来。");
    expect(seen(".tool-leave").hidden).toBe(false);
  });

  it("do not end a conversation that goes on", () => {
    turn(begun, { type: "cards", cards: [], ask: "1-1" }, { type: "handoff", reason: "danger", text: "张老师马上过来。" }, listening);
    expect(seen(".turn").textContent).not.toContain("请在这里稍候");
  });
});

describe("a member of staff who answers in the clerk's place", () => {
  it("is told above all else that is told of staff, until the machine goes on", () => {
    const begins: Down = { type: "staff", text: "现在由工作人员张老师回答您，声音由AI合成。" };
    const listening: Down = { type: "state", state: "listening" };
    turn(begun, { type: "cards", cards: [], ask: undefined }, { type: "handoff", reason: "asked", text: "正在为您请工作人员" }, begins, listening);
    expect(seen(".banner-text").textContent).toContain("张老师回答您");
    expect(seen(".turn").textContent).not.toContain("请在这里稍候");
    turn({ type: "staff", text: "" });
    expect(seen(".banner-text").textContent).toBe("正在为您请工作人员");
  });
});

describe("whether the page says that it listens", () => {
  const open: Down = {
    type: "ready", v: "kiosk.v1", hall: { name: "厅", clerk: "小慧", notice: "AI" }, face: { columns: [], rate: 50 }, audio: { up: 1, down: 1 }, resumed: false, idle_s: 60, page: "",
  };
  const words = (): string => `${seen(".attract-call").textContent}|${seen(".turn-title").textContent}|${seen(".turn-hint").textContent}`;

  it.each(["off", "asking", "denied", "missing", "insecure", "broken"] as const)("it does not while the microphone is %s", (mic) => {
    turn(open, { kind: "mic", mic });
    expect(words()).not.toMatch(/我在听|说话|打断/);
    turn(begun);
    for (const state of ["listening", "speaking"] as const) {
      turn({ type: "state", state });
      expect(words()).not.toMatch(/我在听|说话|打断/);
    }
  });

  it("it does with an open microphone, until the hall is away", () => {
    turn(open, { kind: "mic", mic: "on" });
    expect(words()).toContain("我在听");
    turn(begun, { type: "state", state: "listening" });
    expect(words()).toContain("请说话，我在听");
    turn({ kind: "lost" });
    expect(words()).not.toContain("我在听");
  });

  it.each(["denied", "missing", "insecure", "broken"] as const)("a microphone that is %s is told of once, and no sign of one invites to speak", (mic) => {
    const microphone = "M12 3.5a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3z";
    turn(open, { kind: "mic", mic });
    expect(document.body.textContent!.match(/麦克风/g)).toHaveLength(1);
    for (const sign of [".attract-icon", ".orb-sign"]) expect(seen(sign).innerHTML).not.toContain(microphone);
    turn({ kind: "mic", mic: "on" });
    for (const sign of [".attract-icon", ".orb-sign"]) expect(seen(sign).innerHTML).toContain(microphone);
  });

  it("an insecure address has a banner that stays, with the ways out for the technician", () => {
    turn(open, { kind: "mic", mic: "insecure" });
    expect(seen(".banner").textContent).toMatch(/用不了麦克风.*触摸屏幕或打字.*public\.tls_cert.*浏览器策略/);
    for (const message of [{ type: "waiting", position: 1, text: "请稍候" }, begun, { type: "mic", status: "ok", text: "" }, { type: "goodbye", reason: "completed" }] as Down[]) {
      turn(message);
      expect(seen(".banner").hidden).toBe(false);
      expect(seen(".banner-text").textContent).toContain("用不了麦克风");
    }
  });
});

describe("the queue", () => {
  it("shows the place, what is said, and what else one can do; and leaves when it is their turn", () => {
    expect(seen(".waiting").hidden).toBe(true);
    turn({ type: "waiting", position: 3, text: "请稍候，前面还有 2 位" });
    expect(seen(".page").dataset["mode"]).toBe("wait");
    expect(seen(".waiting-number").textContent).toBe("3");
    expect(seen(".waiting-text").textContent).toBe("请稍候，前面还有 2 位");
    expect(seen(".waiting-else").textContent).toMatch(/窗口.*取号/);
    expect(seen(".waiting-said").hidden).toBe(true);
    turn({ kind: "captions", clerk: ["现在办理的人较多，", "请稍候，"] });
    expect(seen(".waiting-said").textContent).toBe("现在办理的人较多，请稍候，");
    expect(seen(".turn-title").textContent).toBe("正在排队，请稍候");
    turn(begun);
    expect(seen(".waiting").hidden).toBe(true);
    expect(seen(".page").dataset["mode"]).toBe("talk");
  });

  it("can be left", () => {
    turn({ type: "waiting", position: 1, text: "下一位就是您" });
    expect(seen(".tool-leave").textContent).toBe("不等了");
    seen(".tool-leave").click();
    expect(actions.leave).toHaveBeenCalled();
    turn({ kind: "wipe" });
    expect(seen(".page").dataset["mode"]).toBe("attract");
    expect(seen(".tool-leave").hidden).toBe(true);
  });

  it("ends in a friendly word after too long", () => {
    turn({ type: "waiting", position: 1, text: "下一位就是您" }, { type: "goodbye", reason: "busy" });
    expect(seen(".farewell").hidden).toBe(false);
    expect(seen(".farewell").textContent).toContain("人工窗口");
  });
});

describe("hearing", () => {
  it("is shown at once", () => {
    turn(begun, { type: "state", state: "listening" }, { type: "state", state: "hearing" });
    expect(seen(".turn").dataset["turn"]).toBe("hearing");
    expect(seen(".turn-title").textContent).toBe("正在听您说");
  });
});
