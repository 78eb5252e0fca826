// A hall made of tin: serves the built page and speaks kiosk.v1, so that the page can be worked on without the server.
// The "voice" is a hum with one beat a character, the lips move with it, and every touch leads to the next card.
//   npm run build && npm run dev:hall        then http://127.0.0.1:8080/     (PORT=8081 for another port)
// POST /tell with a message of the protocol sends it to every page.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { ARKIT_NAMES, CARDS, VISEME_ROWS } from "./hall-script.mjs";

const RATE = 24_000;
const ROW = 480;
const PORT = Number(process.env.PORT ?? 8080);
const ROOT = fileURLToPath(new URL(process.env.PAGE ?? "../../kiosk/static/", import.meta.url));
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

const http = createServer(async (request, response) => {
  if (request.method === "POST") {
    const body = (await request.toArray()).join("");
    for (const socket of sockets.clients) socket.send(body);
    return void response.end();
  }
  const path = normalize(new URL(request.url, "http://hall").pathname);
  const file = join(ROOT, path === "/" ? "index.html" : path);
  try {
    const body = await readFile(file);
    response.writeHead(200, {
      "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
});

/** Hum and lips of one clause: a syllable of 190 ms a character, a pause for punctuation. */
function speak(text) {
  const parts = [...text].map((char) => (/[，。？！、：；“”\s]/.test(char) ? { rest: 0.16 } : { char, rest: 0 }));
  const total = Math.ceil(parts.reduce((sum, part) => sum + (part.rest || 0.19) * RATE, 0) / ROW) * ROW;
  const pcm = new Int16Array(total);
  const rows = [];
  let at = 0;
  let phase = 0;
  const targets = [];
  for (const { char, rest } of parts) {
    const length = Math.round((rest || 0.19) * RATE);
    const code = char ? char.codePointAt(0) : 0;
    targets.push({ from: at, to: at + length, row: char ? VISEME_ROWS[code % VISEME_ROWS.length] : VISEME_ROWS[0] });
    for (let i = 0; i < length && at + i < total; i++) {
      phase += (2 * Math.PI * (196 + (code % 5) * 14 - (12 * i) / length)) / RATE;
      const envelope = char ? Math.sin((Math.PI * i) / length) ** 0.7 : 0;
      const tone = Math.sin(phase) + 0.4 * Math.sin(2 * phase) + 0.2 * Math.sin(3 * phase);
      pcm[at + i] = 4200 * envelope * tone;
    }
    at += length;
  }
  for (let sample = 0; sample < total; sample += ROW) rows.push({ sample, weights: blend(targets, sample) });
  return { pcm, rows };
}

/** Lips glide from one target to the next. */
function blend(targets, sample) {
  const i = Math.max(0, targets.findIndex((each) => sample < each.to));
  const { from, to, row } = targets[i];
  const t = (sample - from) / (to - from);
  const other = t < 0.35 ? targets[i - 1] : t > 0.65 ? targets[i + 1] : undefined;
  const share = other ? (t < 0.35 ? (0.35 - t) / 0.7 : (t - 0.65) / 0.7) : 0;
  return row.map((value, k) => Math.round(255 * (value * (1 - share) + (other?.row[k] ?? 0) * share)));
}

function frame(utterance, epoch, sequence, first, pcm, rows, last) {
  const buffer = Buffer.alloc(28 + 2 * pcm.length + rows.length * 56);
  buffer.set([1, 1, last ? 1 : 0, 0]);
  [utterance, epoch, sequence, first, pcm.length].forEach((value, i) => buffer.writeUInt32LE(value, 4 + 4 * i));
  buffer.writeUInt16LE(rows.length, 24);
  buffer.writeUInt16LE(52, 26);
  pcm.forEach((value, i) => buffer.writeInt16LE(value, 28 + 2 * i));
  rows.forEach(({ sample, weights }, i) => {
    const at = 28 + 2 * pcm.length + i * 56;
    buffer.writeUInt32LE(sample, at);
    buffer.set(weights, at + 4);
  });
  return buffer;
}

class Visitor {
  constructor(socket) {
    this.socket = socket;
    this.utterance = 0;
    this.epoch = 0;
    this.step = -1;
    this.timers = [];
    this.loud = 0;
    this.talking = false;
    socket.on("message", (data, binary) => (binary ? this.sound(data) : this.control(JSON.parse(data))));
    socket.on("close", () => this.quiet());
  }

  tell(message) {
    this.socket.send(JSON.stringify(message));
  }

  later(ms, act) {
    this.timers.push(setTimeout(act, ms));
  }

  quiet() {
    this.timers.splice(0).forEach(clearTimeout);
  }

  control(message) {
    if (message.type === "ping") return this.tell({ type: "pong", n: message.n });
    if (message.type !== "played") console.log("page:", message.type, message.reason ?? "");
    if (message.type === "hello") this.greet();
    if (message.type === "start" && !this.talking) this.begin();
    if (["text", "touch", "key"].includes(message.type)) this.answer(message);
    if (message.type === "bye") this.end("cancelled");
    if (message.type === "played" && message.done && this.talking) this.listen();
  }

  greet() {
    this.tell({
      type: "ready", v: "kiosk.v1",
      hall: { name: "江城市政务服务中心", clerk: "小慧", notice: "内容由人工智能生成" },
      face: { columns: ARKIT_NAMES, rate: 50 }, audio: { up: 16000, down: RATE }, resumed: false, idle_s: Number(process.env.IDLE ?? 60),
    });
    this.tell({ type: "state", state: "attract" });
  }

  begin() {
    this.talking = true;
    this.step = -1;
    this.tell({ type: "begun", conversation: "dev", resume: "dev-token" });
    this.tell({ type: "gesture", name: "wave" });
    this.next();
  }

  next() {
    this.step += 1;
    const scene = CARDS[this.step];
    if (scene === undefined) return this.end("completed");
    this.tell({ type: "state", state: "thinking" });
    this.later(500, () => {
      this.tell({ type: "cards", cards: scene.cards });
      if (scene.gesture) this.tell({ type: "gesture", name: scene.gesture });
      this.tell({ type: "state", state: "speaking" });
      this.say(scene.say);
    });
  }

  answer(message) {
    this.quiet();
    this.epoch += 1;
    this.tell({ type: "stop", utterance: this.utterance, epoch: this.epoch, sample: 0 });
    const text = message.text ?? message.value ?? message.keys;
    this.tell({ type: "transcript", turn: this.step, text, via: message.type });
    if (text === "再说长一点") return this.say(Array(30).fill("这一段是为了测量口型和声音是否对得上，请您耐心听一听。"));
    this.next();
  }

  say(clauses) {
    this.utterance += 1;
    const { utterance, epoch } = this;
    let first = 0;
    let sequence = 0;
    const started = Date.now();
    clauses.forEach((text, i) => {
      const { pcm, rows } = speak(text);
      const begin = first;
      first += pcm.length;
      // A real voice is made about as fast as it sounds: keep a second ahead, no more.
      const due = Math.max(0, (begin / RATE) * 1000 - 1000 - (Date.now() - started));
      this.later(due, () => {
        this.tell({ type: "say", utterance, epoch, sample: begin, rate: RATE, text });
        for (let at = 0; at < pcm.length; at += 4800) {
          const end = Math.min(pcm.length, at + 4800);
          const lips = rows.filter((row) => row.sample >= at && row.sample < end).map((row) => ({ ...row, sample: row.sample + begin }));
          const last = i === clauses.length - 1 && end === pcm.length;
          this.socket.send(frame(utterance, epoch, sequence++, begin + at, pcm.subarray(at, end), lips, last));
        }
      });
    });
  }

  listen() {
    this.tell({ type: "state", state: "listening" });
  }

  /** Loud for 200 ms = somebody speaks; then quiet for 600 ms = they have finished. */
  sound(data) {
    let sum = 0;
    for (let i = 8; i < data.length; i += 2) sum += data.readInt16LE(i) ** 2;
    const speaking = Math.sqrt(sum / 320) > 900;
    this.loud = speaking ? Math.min(40, this.loud + 1) : Math.max(0, this.loud - 0.34);
    if (!this.hearing && this.loud > 10) {
      this.hearing = true;
      if (!this.talking) this.begin();
      else this.tell({ type: "state", state: "hearing" });
      this.tell({ type: "partial", text: "我想办一下", stable: 3 });
    } else if (this.hearing && this.loud < 1) {
      this.hearing = false;
      this.answer({ type: "voice", text: "我想办一下社保卡挂失" });
    }
  }

  end(reason) {
    this.quiet();
    this.epoch += 1;
    if (this.talking) this.tell({ type: "goodbye", reason });
    this.talking = false;
    this.tell({ type: "state", state: "attract" });
  }
}

const sockets = new WebSocketServer({ server: http, path: "/ws", handleProtocols: () => "kiosk.v1" });
sockets.on("connection", (socket) => new Visitor(socket));
http.listen(PORT, "127.0.0.1", () => console.log(`tin hall at http://127.0.0.1:${PORT}/`));
