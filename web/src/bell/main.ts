/** The bell page of staff: who says their name once is on duty, hears calls, and says 我来. */

import "./bell.css";
import { startMetronome } from "../metronome";
import { h } from "../view/dom";
import { countsOf, folds, inOrder, newest, rings, type BellState, type Call } from "./calls";
import { CallCard } from "./card";
import { focusOfNew, focusOfNext, type FocusPlace } from "./focus";
import { Line } from "./line";
import { ToDoList } from "./to-do";
import { Tone } from "./tone";
import type { Vouch } from "./vouch";

const TICK_MS = 250;
const RING_MS = 3000;
const NOTICE_MS = 6000;
const VOUCH_TROUBLE = { 400: "原因要写二到一百个字。", 401: "核对证件要知道是谁：请在这个浏览器里登录控制台（/console），用坐席账号，再点一次。", 503: "审计记录现在写不进去，没有核对成，请再试一次。" };
/** Where this browser remembers the name. */
const NAME = "bell.who";

const WHAT_FOR =
  "群众要人工、遇到危险，或者机器办不下去的时候，这里会响铃，告诉您在哪台机器、为什么。按“我来”，群众就知道是您过去。请开着这个网页，不要静音。";

class Bell {
  private readonly tone = new Tone();
  private readonly line: Line;
  private readonly cards = new Map<string, CallCard>();
  private readonly list = h("section.calls", { label: "呼叫", attrs: { "aria-live": "assertive" } });
  private readonly none = h("div.none", {}, h("p", {}, "现在没有人呼叫"), h("p.what", {}, WHAT_FOR));
  private readonly counts = h("p.counts", { role: "status" });
  private readonly overdue = h("p.overdue", { role: "status" });
  private readonly gone = h("section.calls");
  private readonly fold = h("details.fold");
  private readonly folded = document.createElement("summary");
  private readonly todo: ToDoList;
  private readonly notice = h("p.notice", { role: "alert" });
  private readonly title = h("h1");
  private state: BellState | null = null;
  private who = "";
  private up = false;
  /** Overdue tickets that it has rung for. */
  private late = 0;
  private rangAt = -RING_MS;
  private movedAt = -Infinity;
  private noticeUntil = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly base: string,
  ) {
    this.fold.append(this.folded, this.gone);
    this.todo = new ToDoList(base, (text) => this.tell(text, NOTICE_MS));
    const url = new URL("bell/ws", base);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    this.line = new Line(url.href, { state: (state) => this.show(state), connected: (up) => this.connected(up) });
  }

  start(): void {
    this.line.start();
    startMetronome(TICK_MS, () => this.tick());
    this.ask(localStorage.getItem(NAME) ?? "");
    for (const kind of ["keydown", "pointerdown"] as const) addEventListener(kind, () => (this.movedAt = performance.now()));
    // A key that is held down presses again and again, and the focus may have gone to another call meanwhile.
    this.list.addEventListener("keydown", (event) => {
      if (event.repeat) event.preventDefault();
    });
  }

  /** The name, and the press that allows sound. */
  private ask(known: string): void {
    const name = h("input", { attrs: { id: "who", maxlength: "20", autocomplete: "off", placeholder: "如：张老师" } });
    name.value = known;
    const begin = (): void => {
      const who = name.value.trim();
      if (who === "") return name.focus();
      void this.tone.allow();
      this.begin(who);
    };
    name.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) begin();
    });
    const label = h("label", { attrs: { for: "who" } }, "您怎么称呼？群众会听到：“张老师马上过来。”");
    this.root.replaceChildren(h("section.begin", {}, h("h1", {}, "呼叫铃"), label, name, h("button", { onPress: begin }, "开始值守")));
    name.focus();
  }

  private begin(who: string): void {
    this.who = who;
    localStorage.setItem(NAME, who);
    const sound = h("button.plain", { onPress: () => void this.tone.ring(false) }, "试铃");
    const another = h("button.plain", { onPress: () => this.ask(this.who) }, "换人");
    this.root.replaceChildren(h("div.top", {}, this.title, h("span.who", {}, `${who} 值守中`), sound, another), this.notice, this.overdue, this.counts, this.none, this.list, this.fold, this.todo.element);
    this.notice.hidden = true;
    this.overdue.hidden = true;
    this.line.onDuty(who);
    if (this.state !== null) this.show(this.state);
  }

  private show(state: BellState): void {
    const now = performance.now();
    const known = new Set(this.cards.keys());
    if (this.who !== "" && state.overdue > this.late) void this.tone.ring(false);
    this.late = this.who === "" ? 0 : state.overdue;
    this.overdue.hidden = state.overdue === 0;
    this.overdue.textContent = `工单超期 ${state.overdue} 件，请到控制台“工单”里办理`;
    this.state = state;
    this.title.textContent = `呼叫铃 · ${state.hall}`;
    const before = [...this.cards].find(([, card]) => card.focused)?.[0];
    const latest = state.calls.filter(rings).length > 1 ? newest(state.calls) : null;
    const shown = inOrder(state.calls).map((call) => ({ folded: folds(call), element: this.card(call, now, call === latest).element }));
    for (const id of known) if (!state.calls.some((call) => call.id === id)) this.cards.delete(id);
    const left = shown.filter((card) => card.folded).map((card) => card.element);
    place(this.gone, left);
    place(this.list, shown.filter((card) => !card.folded).map((card) => card.element));
    this.fold.hidden = left.length === 0;
    this.folded.textContent = `没有人去，群众已经离开的 ${left.length} 个`;
    this.none.hidden = shown.length > 0;
    this.counts.hidden = shown.length === 0;
    this.counts.textContent = countsOf(state.calls);
    const waiting = state.calls.filter(rings);
    document.title = waiting.length > 0 ? `（${waiting.length}）呼叫铃` : "呼叫铃";
    const fresh = waiting.map((call) => call.id).filter((id) => !known.has(id));
    if (fresh.length > 0) this.called(state.calls, fresh);
    else if (before !== undefined && !waiting.some((call) => call.id === before)) this.cards.get(focusOfNext(state.calls))?.focus();
  }

  private card(call: Call, now: number, latest: boolean): CallCard {
    const known = this.cards.get(call.id);
    if (known !== undefined) {
      known.show(call, now, latest);
      return known;
    }
    const card = new CallCard(call, { take: (id) => void this.take(id), arrive: (id) => void this.own(id, "arrive"), close: (id) => void this.own(id, "close"), vouch: (id, vouch) => void this.vouch(id, vouch) }, now, this.state?.documents);
    card.show(call, now, latest);
    card.enable(this.up);
    this.cards.set(call.id, card);
    return card;
  }

  /** New calls: it rings at once, and the keyboard's Enter takes the one that `focusOfNew` says. */
  private called(calls: readonly Call[], fresh: readonly string[]): void {
    this.rangAt = -RING_MS;
    const id = focusOfNew(calls, fresh, this.focusPlace(), performance.now() - this.movedAt);
    this.cards.get(id)?.focus();
  }

  private focusPlace(): FocusPlace {
    const active = document.activeElement;
    if (active === null || active === document.body) return "";
    if (active instanceof HTMLInputElement || active instanceof HTMLSelectElement) return "field";
    const take = [...this.cards].find(([, card]) => card.focused)?.[0];
    return take === undefined ? "button" : { take };
  }

  private connected(up: boolean): void {
    if (this.up === up) return;
    this.up = up;
    for (const card of this.cards.values()) card.enable(up);
    if (up) this.notice.hidden = true;
    else this.tell("和大厅的连接断了，正在重新连接。现在听不到新的呼叫。", Infinity);
  }

  private async take(id: string): Promise<void> {
    const answer = await this.post(id, "take", { who: this.who });
    if (answer?.status !== 409) return;
    const { who } = (await answer.json()) as { who?: string };
    this.tell(`${who ?? "同事"}已经去了。`, NOTICE_MS);
  }

  /** 到了, 办完了: of the call that this person took. */
  private async own(id: string, what: "arrive" | "close"): Promise<void> {
    const answer = await this.post(id, what, { who: this.who });
    if (answer?.status !== 409) return;
    const { who } = (await answer.json()) as { who?: string };
    this.tell(`这是${who ?? "同事"}接的，请本人点；本人是登录了控制台接的，就在登录的电脑上点。`, NOTICE_MS);
  }

  private async vouch(id: string, vouch: Vouch): Promise<void> {
    const answer = await this.post(id, "vouch", { who: this.who, ...vouch }, VOUCH_TROUBLE);
    if (answer?.ok === true) this.tell(vouch.agrees ? "记下了，群众可以接着办。" : "记下了，没有核对上。", NOTICE_MS);
    else if (answer?.status === 409) this.tell("群众已经离开，或者是同事接的，这次没有记。", NOTICE_MS);
  }

  private async post(id: string, what: string, body: object = {}, troubles: Record<number, string> = {}): Promise<Response | null> {
    const url = new URL(`staff/calls/${id}/${what}`, this.base);
    try {
      const answer = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
      if (!answer.ok && answer.status !== 409) this.tell(troubles[answer.status] ?? "这个呼叫已经结束了。", NOTICE_MS);
      return answer;
    } catch {
      this.tell("没有发出去，请再按一次。", NOTICE_MS);
      return null;
    }
  }

  private tell(text: string, ms: number): void {
    this.notice.textContent = text;
    this.notice.hidden = false;
    this.noticeUntil = performance.now() + ms;
  }

  private tick(): void {
    const now = performance.now();
    this.line.tick();
    if (this.who !== "") this.todo.tick(now);
    for (const card of this.cards.values()) card.tick(now);
    if (now >= this.noticeUntil && this.up) this.notice.hidden = true;
    const waiting = this.state?.calls.filter(rings) ?? [];
    if (this.who === "" || waiting.length === 0 || now - this.rangAt < RING_MS) return;
    this.rangAt = now;
    const heard = this.tone.ring(waiting.some((call) => call.danger !== ""));
    document.body.dataset["rings"] = String(this.tone.count);
    if (!heard) this.tell("浏览器没有声音，请点一下“试铃”。", NOTICE_MS);
  }
}

/** Elements that stand where they should are not moved: moving one takes the focus from its button. */
function place(list: HTMLElement, wanted: readonly HTMLElement[]): void {
  for (const old of [...list.children]) if (!wanted.includes(old as HTMLElement)) old.remove();
  wanted.forEach((element, at) => {
    if (list.children[at] !== element) list.insertBefore(element, list.children[at] ?? null);
  });
}

const root = document.getElementById("bell");
if (root === null) throw new Error("no #bell element");
new Bell(root, document.baseURI).start();
