import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AGAIN_MS, BEAT_MS, Line, SILENT_MS } from "../../src/bell/line";

const STATE = JSON.stringify({ hall: "厅", on_duty: 0, failing: [], calls: [], documents: [], overdue: 0 });

/** A socket that the test opens, closes and speaks through. */
class Socket {
  static readonly OPEN = 1;
  static all: Socket[] = [];
  readyState = 0;
  sent: string[] = [];
  onopen = (): void => undefined;
  onclose = (): void => undefined;
  onmessage = (_: { data: string }): void => undefined;

  constructor(readonly url: string) {
    Socket.all.push(this);
  }

  opens(): void {
    this.readyState = 1;
    this.onopen();
  }

  says(data: string): void {
    this.onmessage({ data });
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.readyState = 3;
    this.onclose();
  }
}

let now = 0;
let told: string[] = [];

function line(): Line {
  const made = new Line("ws://hall/bell/ws", { state: () => told.push("state"), connected: (up) => told.push(up ? "up" : "lost") }, () => now);
  made.start();
  return made;
}

beforeEach(() => {
  now = 0;
  told = [];
  Socket.all = [];
  vi.stubGlobal("WebSocket", Socket);
});
afterEach(() => vi.unstubAllGlobals());

describe("the line of the bell page", () => {
  it("shows each state, and tells who is on duty, again after it was lost", () => {
    const made = line();
    Socket.all[0]!.opens();
    Socket.all[0]!.says(STATE);
    made.onDuty("张老师");
    expect(told).toEqual(["up", "state"]);
    expect(Socket.all[0]!.sent.at(-1)).toBe('{"on_duty":"张老师"}');
    Socket.all[0]!.close();
    expect(told.at(-1)).toBe("lost");
    now += AGAIN_MS[0];
    made.tick();
    Socket.all[1]!.opens();
    expect(Socket.all[1]!.sent).toEqual(['{"on_duty":"张老师"}']);
    Socket.all[1]!.says(STATE);
    expect(told.slice(-2)).toEqual(["up", "state"]);
  });

  it("is opened again ever later, and no more often than the last step", () => {
    const made = line();
    const waits = [...AGAIN_MS, AGAIN_MS.at(-1)!];
    waits.forEach((wait, at) => {
      Socket.all[at]!.close();
      now += wait - 1;
      made.tick();
      expect(Socket.all).toHaveLength(at + 1);
      now += 1;
      made.tick();
      expect(Socket.all).toHaveLength(at + 2);
    });
  });

  it("is dead when a sign of life is not answered, and not because the page's clock stood still", () => {
    const made = line();
    Socket.all[0]!.opens();
    Socket.all[0]!.says(STATE);
    now += 60_000;
    made.tick();
    expect(told.at(-1)).toBe("state");
    expect(Socket.all[0]!.sent).toHaveLength(2);
    now += BEAT_MS;
    made.tick();
    expect(Socket.all[0]!.sent).toHaveLength(2);
    now += SILENT_MS;
    made.tick();
    expect(told.at(-1)).toBe("lost");
  });

  it("says nothing of a message that it cannot read", () => {
    const warned = vi.spyOn(console, "warn").mockReturnValue(undefined);
    line();
    Socket.all[0]!.opens();
    Socket.all[0]!.says("{}");
    expect(told).toEqual([]);
    expect(warned).toHaveBeenCalledOnce();
  });
});
