/** A trial by voice in the page: the messages, the line to the hall, and the trial that both words and voice go into. */

import { describe, expect, it, vi } from "vitest";
import type { TrialAnswer, TrialBody } from "../../console/scripts/editor/api";
import { trialOf } from "../../console/scripts/editor/trying";
import type { VoiceUser } from "../../console/scripts/editor/voice";
import { VoiceLine } from "../../console/scripts/editor/voice-line";
import { readVoice, type VoiceMessage } from "../../console/scripts/editor/voice-wire";
import { hearingWords, microphoneWords, overWords, troubleWords } from "../../console/scripts/editor/voice-words";

const HEARD = { text: "二六", confidence: 0.8, alternatives: ["二八"], candidates: [] };
const ANSWER = { exchanges: [], filled: [], revision: 3 } as unknown as TrialAnswer;
const BODY: TrialBody = { trial: "trial00001", service: "查工单", channel: "screen", elderly: false, lines: [] };

class Socket {
  readyState = 1;
  bufferedAmount = 0;
  binaryType = "";
  sent: unknown[] = [];
  onopen: () => void = () => undefined;
  onclose: () => void = () => undefined;
  onmessage: (event: { data: unknown }) => void = () => undefined;
  send(data: unknown): void {
    this.sent.push(typeof data === "string" ? JSON.parse(data) : data);
  }
  close(): void {
    this.readyState = 3;
    this.onclose();
  }
  tell(message: object): void {
    this.onmessage({ data: JSON.stringify(message) });
  }
}

function opened() {
  const socket = new Socket();
  const told: VoiceMessage[] = [];
  const over: string[] = [];
  const line = new VoiceLine("ws://hall/voice", "token", { told: (one) => told.push(one), sound: () => undefined, over: (code) => over.push(code) }, () => socket as unknown as WebSocket);
  return { socket, told, over, line };
}

describe("messages", () => {
  it("are read, and nothing else is", () => {
    expect(readVoice(JSON.stringify({ type: "heard", line: HEARD, text: "" }))).toEqual({ type: "heard", line: HEARD, text: "" });
    expect(readVoice('{"type":"heard","line":null,"text":"嗯"}')).toMatchObject({ line: null, text: "嗯" });
    expect(readVoice('{"type":"say","utterance":1,"epoch":0,"sample":0,"rate":24000,"text":"好"}')).toMatchObject({ type: "say", text: "好" });
    for (const wrong of ["{", "[]", '{"type":"x"}', '{"type":"ear","state":"x"}', '{"type":"heard","line":{"text":"a","confidence":2},"text":""}', '{"type":"constructor"}']) {
      expect(() => readVoice(wrong), wrong).toThrow("expected");
    }
  });

  it("are said in Chinese, also those of a newer hall", () => {
    for (const words of [overWords("busy"), overWords("new"), troubleWords("recogniser"), troubleWords("new"), microphoneWords("dead")]) expect(words).toMatch(/[\u4e00-\u9fff]/u);
    expect(microphoneWords("ok")).toBe("");
    expect(hearingWords({ confidence: 0.754, rivals: ["甲", "乙"] })).toBe("语音，把握 75%；也像：甲、乙");
  });
});

describe("the line", () => {
  it("shows the session's token first, and sends sound only once the hall is ready", () => {
    const { socket, line } = opened();
    socket.onopen();
    line.microphone(0, new Int16Array(320));
    expect(socket.sent).toEqual([{ type: "begin", csrf: "token" }]);
    socket.tell({ type: "ready", rate: 24000 });
    line.microphone(320, new Int16Array(320));
    expect((socket.sent[1] as ArrayBuffer).byteLength).toBe(648);
    socket.bufferedAmount = 100_000; // a slow network: sound is dropped, messages are not
    line.microphone(640, new Int16Array(320));
    expect(socket.sent).toHaveLength(2);
  });

  it("answers a trial that is played, refused or cut off", async () => {
    const { socket, line, over } = opened();
    socket.onopen();
    const played = line.play(BODY);
    socket.tell({ type: "answer", answer: ANSWER });
    expect(await played).toEqual(ANSWER);
    const refused = line.play(BODY);
    socket.tell({ type: "refused", code: "bad_line", message: "没有这个命令。 There is none." });
    await expect(refused).rejects.toMatchObject({ code: "bad_line", message: "没有这个命令。" });
    const cut = line.play(BODY);
    socket.tell({ type: "over", code: "drain" });
    socket.close();
    await expect(cut).rejects.toThrow("没有走完");
    expect([over, line.open]).toEqual([["drain"], false]);
  });

  it("tells a hall that it never reached from one that hung up, and says nothing of its own end", () => {
    const never = opened();
    never.socket.close();
    expect(never.over).toEqual(["not_opened"]);
    const own = opened();
    own.socket.onopen();
    own.line.close();
    expect(own.over).toEqual([]);
    const wrong = opened();
    wrong.socket.onopen();
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    wrong.socket.tell({ type: "unheard of" });
    expect(wrong.over).toEqual(["cut"]);
  });
});

describe("the trial", () => {
  it("has one list of lines for words and voice", async () => {
    const bodies: TrialBody[] = [];
    const voice = { open: true, user: null as VoiceUser | null, play: (body: TrialBody) => (bodies.push(body), Promise.resolve(ANSWER)) };
    const trial = trialOf("d1", () => Promise.resolve(true), voice);
    await trial.begin("查工单");
    await trial.say("查工单");
    expect(await voice.user!.heard(HEARD)).toBe(true);
    await voice.user!.ready();
    expect(bodies.map((body) => body.lines)).toEqual([[], ["查工单"], ["查工单", HEARD], ["查工单", HEARD]]);
    expect(new Set(bodies.map((body) => body.trial)).size).toBe(1);
  });
});
