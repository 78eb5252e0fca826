// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { KioskDevices, type KioskHost } from "../../src/devices/kiosk-devices";
import type { Up } from "../../src/wire/control";

class FakeSocket {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  readyState = 1;
  sent: { type: string; [key: string]: unknown }[] = [];
  onopen: () => void = () => undefined;
  onclose: (event: { code: number }) => void = () => undefined;
  onmessage: (event: { data: unknown }) => void = () => undefined;
  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.readyState = 3;
  }
  give(message: unknown): void {
    this.onmessage({ data: typeof message === "string" ? message : JSON.stringify(message) });
  }
}

const RECEIPT = { kind: "receipt" as const, id: "receipt", title: "回执", number: "1", rows: [], qr: "", time: "" };
const DEVICES = [{ device: "reader", state: "ready", text: "" }, { device: "printer", state: "ready", text: "" }, { device: "presence", state: "ready", text: "" }];
const WELCOME = { type: "welcome", v: "kiosk.devices.v1", left_s: 8 };

function kiosk(hash = "#devices=secret&port=9000") {
  const hall: Up[] = [];
  const state = { reachable: true };
  const seen: unknown[] = [];
  const host: KioskHost = {
    send: (message) => state.reachable && hall.push(message) > 0,
    present: (present, came) => void seen.push(["present", present, came]),
    goneAfter: (seconds) => void seen.push(["gone after", seconds]),
    simulator: (actions) => void seen.push(["simulator", actions]),
    trouble: (text) => void seen.push(["trouble", text]),
    garbled: (reason) => void seen.push(["garbled", reason]),
  };
  const devices = new KioskDevices(host, hash);
  const connected = (): FakeSocket => {
    const socket = FakeSocket.all.at(-1)!;
    socket.onopen();
    socket.give(WELCOME);
    socket.give({ type: "devices", devices: DEVICES });
    return socket;
  };
  return { hall, seen, devices, state, connected };
}

beforeEach(() => {
  FakeSocket.all = [];
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the devices beside the page", () => {
  it("are looked for on this machine alone, where the address names a bridge or the hall offers one", () => {
    kiosk();
    expect(FakeSocket.all[0]!.url).toBe("ws://127.0.0.1:9000/devices");
    const plain = kiosk("");
    expect(FakeSocket.all.length).toBe(1);
    plain.devices.met(undefined);
    expect(plain.hall).toEqual([{ type: "devices", devices: [] }]);
    plain.devices.met({ port: 9100, token: "t" });
    plain.devices.met({ port: 9100, token: "t" });
    expect(FakeSocket.all.map((one) => one.url)).toEqual(["ws://127.0.0.1:9000/devices", "ws://127.0.0.1:9100/devices"]);
    kiosk().devices.met({ port: 9100, token: "t" });
    expect(FakeSocket.all.length).toBe(3);
  });

  it("hand a signed card to the hall as it came", () => {
    const { hall, connected } = kiosk();
    const reading = { type: "card_read", kind: "id_card", fields: { name: "李桂英", number: "11010519491231002X" }, at: 7, mac: "ab" };
    connected().give(reading);
    expect(hall.at(-1)).toEqual(reading);
  });

  it("are told to the hall as they are, also when the bridge is gone and comes back", () => {
    const { hall, connected } = kiosk();
    expect(hall.at(-1)).toMatchObject({ devices: [{ device: "bridge", state: "unplugged" }] });
    const socket = connected();
    expect(hall.at(-1)).toEqual({ type: "devices", devices: DEVICES });
    socket.onclose({ code: 1006 });
    expect(hall.at(-1)).toMatchObject({ devices: [{ device: "bridge", state: "unplugged" }] });
    vi.advanceTimersByTime(1000);
    expect(FakeSocket.all.length).toBe(2);
    connected();
    expect(hall.at(-1)).toEqual({ type: "devices", devices: DEVICES });
  });

  it("print what the hall orders, and tell it what became of it, even if it was away meanwhile", () => {
    const { hall, devices, connected, state } = kiosk();
    devices.print("j0", RECEIPT, "厅");
    expect(hall.at(-1)).toEqual({ type: "printed", job: "j0", outcome: "failed", why: "unplugged" });
    const socket = connected();
    devices.print("j1", RECEIPT, "厅");
    expect(socket.sent.at(-1)).toMatchObject({ type: "print", job: "j1", sheet: { hall: "厅", title: "回执" } });
    state.reachable = false;
    socket.give({ type: "printed", job: "j1", outcome: "printed" });
    state.reachable = true;
    devices.met(undefined);
    devices.met(undefined);
    expect(hall.filter((message) => message.type === "printed" && message.job === "j1")).toHaveLength(1);
  });

  it("say on the screen why a slip did not come that a button asked for, and nothing to the hall", () => {
    const { hall, seen, devices, connected } = kiosk();
    const socket = connected();
    devices.printAgain(RECEIPT, "厅");
    const { job } = socket.sent.at(-1)!;
    const before = hall.length;
    socket.give({ type: "printed", job, outcome: "failed", why: "paper_out" });
    expect(seen.at(-1)).toEqual(["trouble", "打印机没纸了，请拍照留存，或找工作人员"]);
    expect(hall.length).toBe(before);
  });

  it("tell the hall of a slip that a button brought out, so that she does not say it is missing", () => {
    const { hall, devices, connected } = kiosk();
    const socket = connected();
    devices.printAgain(RECEIPT, "厅");
    const { job } = socket.sent.at(-1)!;
    socket.give({ type: "printed", job, outcome: "printed" });
    expect(hall.at(-1)).toEqual({ type: "printed", job, outcome: "printed" });
  });

  it("know who stands there, and stop knowing when the sensor is gone", () => {
    const { seen, connected } = kiosk();
    const socket = connected();
    socket.give({ type: "presence", present: false });
    expect(seen.at(-1)).toEqual(["present", false, false]);
    socket.give({ type: "presence", present: true });
    expect(seen.at(-1)).toEqual(["present", true, true]);
    socket.give({ type: "presence", present: false });
    socket.give({ type: "devices", devices: DEVICES.slice(0, 2) });
    expect(seen.at(-1)).toEqual(["present", true, false]);
  });

  it("survive garbage", () => {
    const { hall, seen, connected } = kiosk();
    const socket = connected();
    for (const frame of ["", "{", "[]", '{"type":"x"}', '{"type":"presence","present":1}']) socket.give(frame);
    expect(seen.filter((each) => (each as string[])[0] === "garbled")).toHaveLength(5);
    socket.give({ type: "scanned", code: "GD1" });
    expect(hall.at(-1)).toEqual({ type: "scanned", code: "GD1" });
  });

  it("take a scanner that types", () => {
    const { hall, devices } = kiosk();
    [..."GD2026", "Enter"].forEach((key, i) => devices.key(key, 100 + i * 5));
    expect(hall.at(-1)).toEqual({ type: "scanned", code: "GD2026" });
  });
});
