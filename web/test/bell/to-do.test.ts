// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from "vitest";
import { inWords, LOOK_MS, readToDo, ToDoList, type ToDo } from "../../src/bell/to-do";
import { WireError } from "../../src/wire/check";

const POOR: ToDo = {
  id: "r1",
  kind: "rating",
  at: "2026-11-30T09:12:05+00:00",
  kiosk: "kiosk-1",
  place: "一楼东侧",
  service: "社保卡挂失",
  number: "SB1",
  score: 2,
  detail: "<b>等得太久</b>",
  phone: "••••8000",
};
const LOST: ToDo = { ...POOR, id: "d1", kind: "message", score: 0, detail: "undelivered", place: "", kiosk: "" };

afterEach(() => vi.unstubAllGlobals());

function answering(...answers: unknown[]): ReturnType<typeof vi.fn> {
  const asked = vi.fn(() => Promise.resolve(new Response(JSON.stringify(answers.shift() ?? []), { status: 200 })));
  vi.stubGlobal("fetch", asked);
  return asked;
}

describe("what staff have to see to", () => {
  it("is read strictly", () => {
    expect(readToDo([POOR, LOST])).toEqual([POOR, LOST]);
    expect(() => readToDo({})).toThrow(WireError);
    expect(() => readToDo([{ ...POOR, kind: "other" }])).toThrow(WireError);
    expect(() => readToDo([{ ...POOR, score: "2" }])).toThrow(WireError);
  });

  it("says what is to be done", () => {
    expect(inWords(POOR)).toBe("差评 2 分，请回访：<b>等得太久</b>");
    expect(inWords({ ...POOR, detail: "" })).toBe("差评 2 分，请回访");
    expect(inWords(LOST)).toBe("回执短信没送到，请告诉群众受理号");
  });

  it("is shown as text, and hidden where there is nothing", () => {
    const shown = new ToDoList("http://hall.example/bell", () => {});
    shown.show([POOR, LOST]);
    expect(shown.element.hidden).toBe(false);
    expect(shown.element.querySelectorAll("article")).toHaveLength(2);
    expect(shown.element.querySelector("b")).toBeNull();
    expect(shown.element.textContent).toContain("社保卡挂失 · SB1 · ••••8000 · 一楼东侧");
    shown.show([]);
    expect(shown.element.hidden).toBe(true);
  });

  it("is asked for once a minute", async () => {
    const asked = answering([POOR], []);
    const shown = new ToDoList("http://hall.example/bell", () => {});
    shown.tick(0);
    shown.tick(LOOK_MS - 1);
    await vi.waitFor(() => expect(shown.element.hidden).toBe(false));
    expect(asked).toHaveBeenCalledTimes(1);
    shown.tick(LOOK_MS);
    await vi.waitFor(() => expect(shown.element.hidden).toBe(true));
    expect(String(asked.mock.calls[0]![0])).toBe("http://hall.example/staff/todo");
  });

  it("is closed by a press", async () => {
    const asked = answering({}, []);
    const shown = new ToDoList("http://hall.example/bell", () => {});
    shown.show([POOR]);
    shown.element.querySelector("button")!.click();
    await vi.waitFor(() => expect(shown.element.hidden).toBe(true));
    expect(String(asked.mock.calls[0]![0])).toBe("http://hall.example/staff/todo/r1/done");
  });

  it("says where an answer did not go out", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("away")));
    const failed = vi.fn();
    const shown = new ToDoList("http://hall.example/bell", failed);
    shown.show([POOR]);
    shown.element.querySelector("button")!.click();
    await vi.waitFor(() => expect(failed).toHaveBeenCalledWith("没有发出去，请再按一次。"));
  });
});
