// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from "vitest";
import { START, turnPage, type Page, type PageEvent } from "../../src/page";
import type { ViewActions } from "../../src/view/part";
import { View } from "../../src/view/view";
import { readControl, type Down } from "../../src/wire/control";

const enrol = vi.fn();
const actions = {
  ...Object.fromEntries(["start", "leave", "stay", "elderly", "typing", "touch", "key", "text", "print"].map((name) => [name, vi.fn()])),
  enrol,
} as unknown as ViewActions;

let view: View;
let page: Page;

function turn(...events: (PageEvent | Down)[]): void {
  for (const event of events) page = turnPage(page, "kind" in event ? event : { kind: "message", message: event });
  view.show(page);
}

const refused = (code: string): Down => ({ type: "error", code, text: "", fatal: true });
const seen = (selector: string): HTMLElement => document.querySelector<HTMLElement>(selector)!;
const shown = (selector: string): boolean => seen(selector).closest("[hidden]") === null;

function press(label: string): void {
  const key = [...document.querySelectorAll<HTMLButtonElement>(".enrol button")].find((each) => each.textContent === label || each.getAttribute("aria-label") === label);
  key!.click();
}

beforeEach(() => {
  vi.clearAllMocks();
  document.body.innerHTML = "<div id='k'></div>";
  view = new View(document.getElementById("k")!, actions);
  page = START;
  view.show(page);
});

describe("a kiosk that the hall does not let in", () => {
  it("asks for the code with keys, and sends it once it is whole", () => {
    expect(shown(".enrol")).toBe(false);
    turn(refused("not_enrolled"), { kind: "lost" });
    expect(shown(".enrol-entry")).toBe(true);
    expect(shown(".away")).toBe(false);
    for (const digit of "1234567") press(digit);
    press("确定");
    expect(enrol).not.toHaveBeenCalled();
    press("9");
    press("删除");
    press("8");
    expect(seen(".enrol-code").textContent).toBe("1234 5678");
    press("确定");
    expect(enrol).toHaveBeenCalledExactlyOnceWith("12345678");
  });

  it("keeps what is typed while the page connects again, and begins anew after a wrong code", () => {
    turn(refused("not_enrolled"));
    press("1");
    turn({ kind: "lost" }, refused("not_enrolled"));
    expect(seen(".enrol-code").textContent).toBe("1");
    turn({ kind: "enrolling" });
    press("2");
    expect(seen(".enrol-code").textContent).toBe("1");
    turn({ kind: "enrolled", told: "登记码不对" });
    expect(seen(".enrol-told").textContent).toBe("登记码不对");
    press("3");
    expect(seen(".enrol-code").textContent).toBe("3");
  });

  it("that was revoked says so, and shows keys only when asked to", () => {
    turn(refused("revoked"));
    expect(seen(".enrol h2").textContent).toContain("已经停用");
    expect(shown(".enrol-entry")).toBe(false);
    press("重新登记");
    expect(shown(".enrol-entry")).toBe(true);
  });

  it("whose token is used elsewhere has no keys at all", () => {
    turn(refused("elsewhere"));
    expect(seen(".enrol p").textContent).toContain("另一台机器");
    expect([shown(".enrol-entry"), shown(".enrol .primary")]).toEqual([false, false]);
  });

  it("forgets its citizen, and comes back with the hall's ready", () => {
    turn({ type: "begun", conversation: "c", resume: "r" }, { type: "transcript", turn: 1, text: "张三丰", via: "voice" }, refused("revoked"));
    expect(page.talking).toBe(false);
    expect(document.body.textContent).not.toContain("张三丰");
    const ready = { type: "ready", v: "kiosk.v1", hall: { name: "厅", clerk: "小惠", notice: "" }, face: { columns: [], rate: 50 }, audio: { up: 16000, down: 24000 }, resumed: false, idle_s: 60 };
    const kiosk = { name: "kiosk-1", place: "一楼", window: "3", volume: 40, elderly: true };
    const message = readControl(JSON.stringify({ ...ready, kiosk }));
    expect(message).toMatchObject({ kiosk });
    turn(message);
    expect(shown(".enrol")).toBe(false);
    expect(() => readControl(JSON.stringify({ ...ready, kiosk: { ...kiosk, volume: -1 } }))).toThrow("ready.kiosk.volume");
  });
});
