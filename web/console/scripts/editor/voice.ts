/** A trial's voice in the page: the microphone, the line to the hall, and the clerk's sound. */

import { markRaw, reactive } from "vue";
import { MicrophoneError, openMicrophone, type Microphone } from "../../../src/audio/microphone";
import { openPlayer, SilentPlayer, type Player } from "../../../src/audio/player";
import { Speech } from "../../../src/speech";
import { address } from "../../http";
import { noteUse } from "../../idle";
import { socketAddress } from "../../live/link";
import { recall, session } from "../../session";
import type { TrialAnswer, TrialBody, TrialLine } from "./api";
import { VoiceLine } from "./voice-line";
import type { Ear, VoiceMessage } from "./voice-wire";
import { MICROPHONE_FAULTS, microphoneWords, overWords, troubleWords } from "./voice-words";

/** Hz of the clerk's sound, and milliseconds between two looks how far it was played. */
const RATE = 24_000;
const LOOK_MS = 100;

/** `on`: off, being opened, open. `partial`: heard so far. `note`: in passing. `trouble`: why it is off. */
export interface VoiceState {
  on: "off" | "opening" | "on";
  ear: Ear;
  aloud: boolean;
  partial: string;
  note: string;
  microphone: string;
  trouble: string;
}

/** `heard`: a line to be played; False: it was not. `ready`: the line is open, and knows nothing of the trial yet. */
export interface VoiceUser {
  heard(line: TrialLine): Promise<boolean>;
  ready(): Promise<void>;
}

export class TrialVoice {
  readonly state: VoiceState = reactive({ on: "off", ear: "waiting", aloud: true, partial: "", note: "", microphone: "", trouble: "" });
  user: VoiceUser | null = null;
  private line: VoiceLine | null = null;
  private context: AudioContext | null = null;
  private mic: Microphone | null = null;
  private speech: Speech | null = null;
  private timer = 0;
  private opening = 0;

  constructor(private readonly draft: string) {
    markRaw(this);
  }

  get open(): boolean {
    return this.line?.open === true;
  }

  /** Raises `ApiError`. Only while `open`. */
  play(body: TrialBody): Promise<TrialAnswer> {
    return this.line!.play(body);
  }

  /** Called by a press of a button: browsers let sound begin then alone. */
  async start(): Promise<void> {
    this.stop();
    const mine = ++this.opening;
    Object.assign(this.state, { on: "opening", ear: "waiting", partial: "", note: "", microphone: "", trouble: "" });
    const context = (this.context = new AudioContext({ sampleRate: RATE, latencyHint: "interactive" }));
    void context.resume();
    try {
      const mic = await openMicrophone(context, { frame: (sample, pcm) => this.frame(sample, pcm), ended: () => this.end(MICROPHONE_FAULTS.ended) });
      if (mine !== this.opening) return mic.close();
      this.mic = mic;
    } catch (error) {
      if (!(error instanceof MicrophoneError)) throw error;
      if (mine === this.opening) this.end(MICROPHONE_FAULTS[error.fault]);
      return;
    }
    const player = await openPlayer(context).catch((): Player => new SilentPlayer());
    if (mine !== this.opening) return player.close();
    const speech = (this.speech = new Speech(player, (played) => this.line?.send({ type: "played", utterance: played.utterance, heard_sample: played.heard_sample, done: played.done }), () => speech.use(new SilentPlayer(), performance.now())));
    speech.reset(RATE);
    this.timer = window.setInterval(() => speech.account(performance.now()), LOOK_MS);
    const url = socketAddress(address(`/scripts/drafts/${this.draft}/voice`), location.href);
    this.line = new VoiceLine(url, session.me?.csrf ?? "", {
      told: (message) => this.told(message),
      sound: (frame) => speech.frame(frame),
      over: (code) => {
        this.end(overWords(code));
        if (code === "signed_out" || code === "not_opened") void recall({ background: true });
      },
    });
  }

  stop(): void {
    this.end("");
  }

  /** Whether the clerk's answers are spoken. */
  aloud(on: boolean): void {
    this.state.aloud = on;
    this.line?.send({ type: "voice", on });
  }

  private told(message: VoiceMessage): void {
    const { state, speech } = this;
    switch (message.type) {
      case "ready":
        state.on = "on";
        if (!state.aloud) this.line?.send({ type: "voice", on: false });
        void this.user?.ready();
        break;
      case "ear":
        state.ear = message.state;
        if (message.state !== "hearing") state.partial = "";
        if (message.state === "hearing") state.note = "";
        break;
      case "partial":
        state.partial = message.text;
        break;
      case "heard":
        void this.heard(message.line, message.text);
        break;
      case "microphone":
        state.microphone = microphoneWords(message.state);
        break;
      case "trouble":
        state.note = troubleWords(message.code);
        break;
      case "say":
        speech?.say(message);
        break;
      case "stop":
        speech?.stop(message, performance.now());
        break;
    }
  }

  private async heard(line: TrialLine | null, text: string): Promise<void> {
    noteUse();
    this.state.note = line === null ? `听到“${text}”，这里不算回答。` : line === "/没听清" ? "有声音，没有听清。" : "";
    if (line !== null && (await this.user?.heard(line)) !== true) this.line?.send({ type: "listen" });
  }

  private frame(sample: number, pcm: Int16Array): void {
    if (this.state.ear === "listening" || this.state.ear === "hearing") this.line?.microphone(sample, pcm);
  }

  private end(trouble: string): void {
    this.opening += 1;
    window.clearInterval(this.timer);
    this.line?.close();
    this.mic?.close();
    void this.context?.close();
    [this.line, this.mic, this.context, this.speech] = [null, null, null, null];
    Object.assign(this.state, { on: "off", ear: "waiting", partial: "", note: "", microphone: "", trouble });
  }
}
