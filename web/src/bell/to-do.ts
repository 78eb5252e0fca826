/** What staff still have to see to, on the bell page: poor ratings, and receipts that no text message brought. */

import { count, fail, list, object, oneOf, str } from "../wire/check";
import { h } from "../view/dom";

/** Milliseconds between two looks; nothing here is urgent. */
export const LOOK_MS = 60_000;

export interface ToDo {
  id: string;
  kind: "rating" | "message";
  at: string;
  kiosk: string;
  place: string;
  service: string;
  number: string;
  score: number;
  /** The reason of a rating; of a message the state in which it ended. */
  detail: string;
  /** Masked by the hall; empty where none was asked for. */
  phone: string;
}

const ENDS: Record<string, string> = { refused: "被拒", expired: "一直没发出去", undelivered: "没送到" };

/** Throws `WireError` for anything else. */
export function readToDo(parsed: unknown): ToDo[] {
  if (!Array.isArray(parsed)) fail("todo", "a list", parsed);
  return list({ todo: parsed }, "todo", "answer", one);
}

function one(value: unknown, path: string): ToDo {
  const of = object(value, path);
  return {
    id: str(of, "id", path),
    kind: oneOf(of, "kind", ["rating", "message"] as const, path),
    at: str(of, "at", path),
    kiosk: str(of, "kiosk", path),
    place: str(of, "place", path),
    service: str(of, "service", path),
    number: str(of, "number", path),
    score: count(of, "score", path),
    detail: str(of, "detail", path),
    phone: str(of, "phone", path),
  };
}

/** In one line what is to be done. */
export function inWords(todo: ToDo): string {
  if (todo.kind === "rating") return `差评 ${todo.score} 分，请回访${todo.detail === "" ? "" : `：${todo.detail}`}`;
  return `回执短信${ENDS[todo.detail] ?? "没送到"}，请告诉群众受理号`;
}

/** Under the calls. `base`: the page's address. `failed`: tells that an answer did not go out. */
export class ToDoList {
  readonly element = h("section.todo", { label: "待办" });
  private lookedAt = -Infinity;

  constructor(
    private readonly base: string,
    private readonly failed: (text: string) => void,
  ) {
    this.element.hidden = true;
  }

  /** `now`: milliseconds of a steady clock. */
  tick(now: number): void {
    if (now - this.lookedAt < LOOK_MS) return;
    this.lookedAt = now;
    void this.look();
  }

  show(todos: readonly ToDo[]): void {
    this.element.hidden = todos.length === 0;
    const head = h("h2", {}, `待办 ${todos.length} 件`);
    const note = h("p.note", {}, "完整的手机号：kiosk todo list");
    this.element.replaceChildren(head, ...todos.map((todo) => this.item(todo)), note);
  }

  private item(todo: ToDo): HTMLElement {
    const at = new Date(todo.at).toLocaleString("zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
    const where = todo.place || todo.kiosk;
    const about = [at, todo.service, todo.number, todo.phone, where].filter((part) => part !== "").join(" · ");
    const done = h("button.plain", { onPress: () => void this.done(todo.id) }, "办完了");
    return h("article.item", { data: { kind: todo.kind } }, h("div", {}, h("p.what", {}, inWords(todo)), h("p.about", {}, about)), done);
  }

  private async look(): Promise<void> {
    try {
      const answer = await fetch(new URL("staff/todo", this.base));
      if (answer.ok) this.show(readToDo(await answer.json()));
    } catch {
      // The line says that the hall is away; the next look comes in a minute.
    }
  }

  private async done(id: string): Promise<void> {
    try {
      const url = new URL(`staff/todo/${id}/done`, this.base);
      const answer = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
      if (!answer.ok && answer.status !== 404) this.failed("没有记上，请再按一次。");
      await this.look();
    } catch {
      this.failed("没有发出去，请再按一次。");
    }
  }
}
