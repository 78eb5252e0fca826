/** The page's conductor: wire, sound, face and screen meet here and nowhere else. */

import { microphoneGranted } from "./audio/microphone";
import type { CameraFault } from "./camera/camera";
import { sendPicture } from "./camera/sending";
import { startMetronome } from "./metronome";
import { SilentPlayer } from "./audio/player";
import { installDebug } from "./debug";
import { KioskDevices } from "./devices/kiosk-devices";
import type { PrintedCard } from "./devices/sheet";
import { enrol, isRefusal } from "./enrol/enrolment";
import type { FaceRenderer } from "./face/renderer";
import { Idle } from "./idle";
import { holdBack } from "./kiosk-mode";
import { Link } from "./link/link";
import { Socket } from "./link/socket";
import { START, turnPage, type Page, type PageEvent } from "./page";
import { Printer } from "./print";
import { Release } from "./release";
import { Sound } from "./sound";
import { Speech } from "./speech";
import { View } from "./view/view";
import type { Down, Ready, Turn } from "./wire/control";
import { writeMicrophone } from "./wire/microphone";
import { FACE_COLUMNS } from "./wire/speech";

const DOWN_RATE = 24_000;
const FAREWELL_MS = 5000;
const TROUBLE_MS = 8000;
/** A second touch within this time means the same start. */
const START_MS = 2000;
const TICK_MS = 125;

/** Messages that make no sense outside a conversation. */
const ONLY_TALKING: ReadonlySet<Down["type"]> = new Set(["say", "stop", "cards", "partial", "transcript", "gesture", "handoff", "staff", "print"]);

export interface AppOptions {
  host: HTMLElement;
  face: FaceRenderer;
  url: string;
  device: string;
  /** Where a code is sent, and the one that came with the address, or nothing; it is tried once. */
  enrolUrl: string;
  code: string;
  /** The file name of the script that this page was loaded with. */
  script: string;
}

export class App {
  private page: Page = START;
  private readonly link: Link;
  private readonly socket: Socket;
  private readonly view: View;
  private readonly printer: Printer;
  private readonly speech: Speech;
  private readonly sound: Sound;
  private readonly idle = new Idle(performance.now());
  private readonly release = new Release();
  private readonly devices: KioskDevices;
  private readonly face: FaceRenderer;
  private readonly row = new Float32Array(FACE_COLUMNS);
  private readonly openness;
  private jaw = -1;
  private level = 0;
  /** The microphone's index at `hello`: the hall counts from there. */
  private micBase = 0;
  private frames = 0;
  private garbled = 0;
  private micDropped = 0;
  /** From the drawing of a frame to its handing over to the screen: the last ones, and their median (ms). */
  private readonly handovers = new Float64Array(9).fill(8);
  private handover = 8;
  private begun = 0;
  private readonly presented = new MessageChannel();
  private farewellTimer: ReturnType<typeof setTimeout> | undefined;
  private startedAt = -START_MS;
  /** Each conversation begins in elderly mode, as the hall has set for this kiosk. */
  private elderlyFirst = false;
  private code: string;
  /** What the hall was last told of this machine, on this connection. */
  private reported = "";

  constructor(private readonly options: AppOptions) {
    this.face = options.face;
    this.code = options.code;
    this.link = new Link({
      device: options.device,
      elderly: () => this.page.elderly,
      abilities: () => ({ screen: true, voice: this.sound.listening, touch: true, print: typeof window.print === "function" }),
    });
    this.socket = new Socket(options.url, this.link, {
      message: (message) => this.hear(message),
      speech: (frame) => {
        if (this.attended) this.speech.frame(frame);
      },
      lost: () => this.lost(),
      forgotten: () => this.wipe(),
      expired: () => this.wipe(),
      garbled: (reason) => this.complain(reason),
    });
    this.speech = new Speech(new SilentPlayer(), (played) => this.socket.send(played), () => this.fallSilent());
    this.sound = new Sound(DOWN_RATE, {
      player: (player) => this.speech.use(player, performance.now()),
      mic: (mic) => this.turn({ kind: "mic", mic }),
      frame: (sample, pcm, level) => this.sendSound(sample, pcm, level),
      ended: () => (this.level = 0),
    });
    this.view = new View(options.host, this.actions());
    this.devices = new KioskDevices(
      {
        send: (message) => this.socket.send(message),
        present: (present, came) => this.sensed(present, came),
        goneAfter: (seconds) => this.idle.setGone(seconds),
        simulator: (actions) => this.turn({ kind: "simulator", actions }),
        trouble: (text) => this.tellTrouble(text),
        garbled: (reason) => this.complain(reason),
      },
      location.hash,
    );
    this.printer = new Printer(options.host);
    this.openness = installDebug({
      skew: this.speech.skew,
      age: this.speech.age,
      underruns: () => this.speech.underruns,
      injectUnderrun: (ms) => this.speech.starve(ms),
      heartbeat: (times) => Object.assign(this.socket, { times: { ...this.socket.times, ...times } }),
      status: () => this.status(),
    });
  }

  start(): void {
    this.face.mount(this.view.figure);
    this.view.show(this.page);
    this.socket.start();
    // Asked for or not, there will be none, and the page must not promise to listen.
    if (!isSecureContext) this.turn({ kind: "mic", mic: "insecure" });
    void microphoneGranted().then((granted) => this.sound.wake(granted));
    addEventListener("pointerdown", () => this.touched(), { capture: true });
    addEventListener("keydown", (event) => this.keyed(event), { capture: true });
    addEventListener("resize", () => {
      this.face.resize();
      this.view.fit();
    });
    addEventListener("pagehide", () => this.leave("reload"));
    // A tab that the browser freezes could not keep the promise to wipe itself.
    document.addEventListener("freeze", () => this.leave("idle"));
    holdBack();
    this.presented.port1.onmessage = () => this.present();
    startMetronome(TICK_MS, () => this.tick());
    requestAnimationFrame((now) => this.animate(now));
  }

  private actions() {
    return {
      start: () => this.begin(),
      leave: () => this.leave("leave"),
      stay: () => this.touched(),
      elderly: (elderly: boolean) => this.setElderly(elderly),
      typing: (typing: boolean) => this.turn({ kind: "typing", typing }),
      touch: (value: string, card: string) => this.socket.send({ type: "touch", value, card, ...this.asked }),
      key: (keys: string) => this.socket.send({ type: "key", keys, ...this.asked }),
      text: (text: string) => this.socket.send({ type: "text", text, ...this.asked }),
      simulate: (action: string) => this.devices.simulate(action),
      picture: (token: string, file: Blob) => sendPicture(token, file),
      enrol: (code: string) => void this.enrol(code),
      noPicture: (why: CameraFault) => void this.socket.send({ type: "no_picture", why, ...this.asked }),
      print: (sheet: HTMLElement, card: PrintedCard) => this.print(sheet, card),
    };
  }

  private print(sheet: HTMLElement, card: PrintedCard): void {
    if (this.devices.hasPrinter) this.devices.printAgain(card, this.hallName);
    else this.printer.print(sheet, this.hallName);
  }

  private get hallName(): string {
    return this.page.hall?.name ?? "";
  }

  /** She greets with a wave who steps up to her; who has stepped away has a shorter time to come back. */
  private sensed(present: boolean, came: boolean): void {
    const now = performance.now();
    this.idle.present(present, now);
    if (came && !this.attended) this.face.gesture("wave", now);
  }

  private tellTrouble(text: string): void {
    this.turn({ kind: "trouble", text });
    setTimeout(() => this.turn({ kind: "trouble-over" }), TROUBLE_MS);
  }

  private begin(): void {
    const now = performance.now();
    if (this.attended || now - this.startedAt < START_MS) return;
    if (this.socket.send({ type: "start" })) this.startedAt = now;
  }

  /** What is asked on the screen: an answer names it. */
  private get asked(): { ask?: string } {
    const { ask } = this.page.visit;
    return ask === null ? {} : { ask };
  }

  /** Somebody is being served here, or waits for it. */
  private get attended(): boolean {
    return this.page.talking || this.page.visit.waiting !== null;
  }

  /** To somebody who waits she is attentive, and does not look around for citizens. */
  private get mood(): Turn {
    if (this.page.talking) return this.page.visit.turn;
    return this.attended ? "listening" : "attract";
  }

  private turn(event: PageEvent): void {
    const before = this.page;
    this.page = turnPage(before, event);
    if (this.page !== before) this.view.show(this.page);
  }

  private touched(): void {
    this.idle.alive(performance.now());
    this.devices.touched();
    this.turn({ kind: "idle", left: null });
    void this.sound.wake(true);
  }

  private keyed(event: KeyboardEvent): void {
    this.touched();
    const { target } = event;
    const typing = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    if (!typing) this.devices.key(event.key, performance.now());
  }

  private hear(message: Down): void {
    // What was on its way when the citizen left belongs to nobody.
    if (!this.attended && ONLY_TALKING.has(message.type)) return;
    const now = performance.now();
    if (message.type === "ready") this.meet(message);
    else if (message.type === "say") this.speech.say(message);
    else if (message.type === "stop") this.speech.stop(message, now);
    else if (message.type === "cards" && (message.ask ?? null) !== this.page.visit.ask) this.speech.uncaption();
    else if (message.type === "gesture") this.face.gesture(message.name, now);
    else if (message.type === "print") this.devices.print(message.job, message.card, this.hallName);
    else if (message.type === "error") this.failed(message.code);
    else if (message.type === "begun" || message.type === "partial" || message.type === "transcript") this.idle.alive(now);
    // A conversation counts its utterances anew; what was said while they waited is over.
    if (message.type === "begun") this.speech.reset(DOWN_RATE);
    if (message.type === "goodbye") this.wipe(message);
    else this.turn({ kind: "message", message });
  }

  private failed(code: string): void {
    setTimeout(() => this.turn({ kind: "trouble-over" }), TROUBLE_MS);
    if (!isRefusal(code)) return;
    this.wipe();
    if (code === "elsewhere") this.code = "";
    this.useCode();
  }

  /** The code of the address, once: also where the hall lets this page in without one, as on its own machine. */
  private useCode(): void {
    const given = this.code;
    this.code = "";
    if (given !== "") void this.enrol(given);
  }

  private async enrol(code: string): Promise<void> {
    this.turn({ kind: "enrolling" });
    const told = await enrol(this.options.enrolUrl, code);
    this.turn({ kind: "enrolled", told });
    if (told === null) this.socket.retry();
  }

  private meet(ready: Ready): void {
    this.release.met(ready.page);
    this.devices.met(ready.bridge);
    this.reported = "";
    if (ready.kiosk) this.code = ""; // enrolled: it was used when this browser was last started
    else this.useCode();
    this.sound.volume = (ready.kiosk?.volume ?? 100) / 100;
    this.elderlyFirst = ready.kiosk?.elderly ?? false;
    this.micBase = this.sound.captured;
    this.idle.setLimit(ready.idle_s);
    this.speech.reset(ready.audio.down);
    this.face.columns(ready.face.columns);
    this.jaw = ready.face.columns.indexOf("jawOpen");
    if (!ready.resumed && this.page.talking) this.wipe();
    // The socket is ready for messages once this one has been taken.
    if (!this.attended && this.page.elderly !== this.elderlyFirst) queueMicrotask(() => this.setElderly(this.elderlyFirst));
  }

  /** Tell the hall of this machine, where something has changed. */
  private report(): void {
    const state = { page: this.options.script.slice(0, 64), microphone: this.page.mic, speaker: this.sound.state };
    const told = JSON.stringify(state);
    if (told !== this.reported && this.socket.send({ type: "page_state", ...state })) this.reported = told;
  }

  private lost(): void {
    this.speech.reset(DOWN_RATE);
    this.turn({ kind: "lost" });
  }

  private leave(reason: "leave" | "idle" | "reload"): void {
    this.socket.send({ type: "bye", reason });
    this.link.forget();
    this.wipe();
  }

  /** Nothing of this citizen stays: not on the screen, not in memory, not in the loudspeaker, not on the print sheet. */
  private wipe(goodbye?: Extract<Down, { type: "goodbye" }>): void {
    this.link.forget();
    this.printer.wipe();
    this.startedAt = -START_MS;
    const { elderly } = this.page;
    this.speech.reset(DOWN_RATE);
    this.turn(goodbye === undefined ? { kind: "wipe" } : { kind: "message", message: goodbye });
    if (elderly || this.elderlyFirst) this.setElderly(this.elderlyFirst);
    if (this.page.farewell === null) return;
    this.face.gesture("bow", performance.now());
    clearTimeout(this.farewellTimer);
    this.farewellTimer = setTimeout(() => this.turn({ kind: "farewell-over" }), FAREWELL_MS);
  }

  private complain(reason: string): void {
    this.garbled += 1;
    console.warn(`kiosk.v1: ${reason}`);
  }

  private sendSound(sample: number, pcm: Int16Array, level: number): void {
    this.level = level;
    if (sample < this.micBase) return;
    if (!this.socket.sendMedia(writeMicrophone(sample - this.micBase, pcm))) this.micDropped += 1;
  }

  /** The loudspeaker has died: go on unheard, with captions on the same clock. */
  private fallSilent(): void {
    this.sound.failed();
    this.speech.use(new SilentPlayer(), performance.now());
  }

  /** Slow clock: heartbeat, reports, idleness. */
  private tick(): void {
    const now = performance.now();
    this.socket.tick();
    this.speech.account(now);
    this.sound.tend(now);
    this.report();
    const { link, talking, elderly, visit } = this.page;
    const sounding = this.speech.advanced();
    // Who waits for staff need not touch anything: the hall says when that is over.
    const engaged = visit.turn === "hearing" || visit.handoff !== null || visit.staff !== null;
    if (sounding || (link === "open" && engaged)) this.idle.alive(now);
    const left = this.idle.left(now);
    if (talking && left === 0) return this.leave("idle");
    if (this.release.stale && !this.attended && this.page.farewell === null) return location.reload();
    // Large type chosen by somebody who then walked away is not for the next one.
    if (!this.attended && left === 0 && elderly !== this.elderlyFirst) return this.setElderly(this.elderlyFirst);
    this.turn({ kind: "idle", left: talking ? left : null });
  }

  private setElderly(elderly: boolean): void {
    this.turn({ kind: "elderly", elderly });
    this.socket.send({ type: "settings", elderly });
  }

  private animate(now: number): void {
    requestAnimationFrame((next) => this.animate(next));
    this.speech.measureAge();
    this.begun = performance.now();
    const shown = this.speech.show(this.row, this.handover);
    if (shown.captions.length > 0) this.turn({ kind: "captions", clerk: shown.captions });
    if (shown.driven && this.jaw >= 0) this.openness.add(this.row[this.jaw]! * 100);
    this.face.draw(this.row, { turn: this.mood, attention: this.level }, now);
    this.view.level(this.level);
    this.frames += 1;
    this.presented.port2.postMessage(null);
  }

  /** The frame has been rendered. What it took is what the next one must aim ahead. */
  private present(): void {
    const took = performance.now() - this.begun;
    this.handovers[this.frames % this.handovers.length] = took;
    this.handover = this.handovers.slice().sort((a, b) => a - b)[this.handovers.length >> 1]!;
    this.speech.measure();
  }

  private status(): Record<string, string | number | boolean> {
    return {
      link: this.page.link,
      turn: this.page.visit.turn,
      talking: this.page.talking,
      mic: this.page.mic,
      audio: this.sound.state,
      shared: globalThis.crossOriginIsolated,
      frames: this.frames,
      dropped: this.speech.dropped,
      garbled: this.garbled,
      micDropped: this.micDropped,
    };
  }
}
