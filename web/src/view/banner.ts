import { HEARING_WORDS, INSECURE_HINT, MIC_WORDS } from "../words";
import type { Page } from "../page";
import { h, icon, ICONS, words as whole } from "./dom";
import { deafness } from "./hearing";
import type { Part, ViewActions } from "./part";

type Kind = "trouble" | "handoff" | "mic";

interface Notice {
  kind: Kind;
  text: string;
  hint: string;
  /** Whether typing helps. */
  typing: boolean;
  sign: readonly string[];
}

/** One calm line below the header: the most important thing that is not as it should be, and what to do about it. */
export class Banner implements Part {
  private readonly sign = h("span.banner-sign", { attrs: { "aria-hidden": "true" } });
  private readonly text = h("strong.banner-text");
  private readonly hint = h("span.banner-hint");
  private readonly type: HTMLButtonElement;
  private shown = "";
  readonly element: HTMLElement;

  constructor(actions: ViewActions) {
    this.type = h("button.banner-type", { onPress: () => actions.typing(true) }, icon(...ICONS.type), h("span", {}, "打字"));
    this.element = h("div.banner", { role: "status" }, this.sign, h("p.banner-words", {}, this.text, this.hint), this.type);
  }

  /** Its lower edge in pixels from the top of the screen, 0 while there is none. */
  ends(): number {
    return this.element.hidden ? 0 : this.element.offsetTop + this.element.offsetHeight;
  }

  show(page: Page): void {
    const notice = noticeOf(page);
    const key = JSON.stringify(notice);
    if (key === this.shown) return;
    this.shown = key;
    this.element.hidden = notice === null;
    this.text.replaceChildren(...whole(notice?.text ?? ""));
    this.hint.replaceChildren(...whole(notice?.hint ?? ""));
    this.type.hidden = notice?.typing !== true;
    this.sign.replaceChildren(icon(...(notice?.sign ?? [])));
    if (notice !== null) this.element.dataset["kind"] = notice.kind;
  }
}

/** Whether the banner says why speaking is of no use: it is said once. */
export function tellsDeafness(page: Page): boolean {
  return noticeOf(page)?.kind === "mic";
}

/** Trouble before a human who is coming, before a microphone: one at a time. */
function noticeOf(page: Page): Notice | null {
  const { handoff, staff, unheard, waiting, typing } = page.visit;
  if (page.trouble !== null) return { kind: "trouble", text: page.trouble, hint: "", typing: false, sign: ICONS.notice };
  if (staff !== null) return { kind: "handoff", text: staff, hint: "", typing: false, sign: ICONS.human };
  if (handoff !== null) return { kind: "handoff", text: handoff, hint: "", typing: false, sign: ICONS.human };
  if (page.mic === "insecure") {
    // Stays on every screen; beside a conversation there is no room for the technician's line.
    const hint = page.talking ? "" : INSECURE_HINT;
    return { kind: "mic", text: MIC_WORDS.insecure ?? "", hint, typing: page.talking && !typing, sign: ICONS.micOff };
  }
  if (waiting !== null) return null;
  if (!page.talking) {
    // To a citizen who is not there yet, "come nearer" says nothing.
    const reason = deafness(page);
    return reason === null ? null : { kind: "mic", text: reason, hint: "", typing: false, sign: ICONS.micOff };
  }
  if (unheard === null) return null;
  const words = HEARING_WORDS[unheard.status];
  // The hall's own words say what to do.
  const own = unheard.text !== "";
  return {
    kind: "mic",
    text: own ? unheard.text : words.text,
    hint: own ? "" : words.hint,
    typing: !typing,
    sign: words.lasting ? ICONS.micOff : ICONS.mic,
  };
}
