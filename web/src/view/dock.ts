import { HANDOFF_WORDS, TURN_WORDS, TURN_WORDS_SILENT, WAIT_WORDS } from "../words";
import type { Page } from "../page";
import { h, icon, ICONS } from "./dom";
import { tellsDeafness } from "./banner";
import { deafness, hears } from "./hearing";
import type { Part, ViewActions } from "./part";

const BARS = 5;

/** Whose turn it is, how loud the microphone hears, and the buttons within everybody's reach. */
export class Dock implements Part {
  private readonly bars = Array.from({ length: BARS }, () => h("i"));
  private readonly title = h("strong.turn-title", { attrs: { "aria-live": "polite" } });
  private readonly hint = h("span.turn-hint");
  private readonly elderly = h("button.tool.tool-elderly", {}, icon(...ICONS.large), h("span", {}, "大字版"));
  private readonly leave: HTMLButtonElement;
  private readonly leaveWord = h("span");
  private readonly type: HTMLButtonElement;
  private readonly turn: HTMLElement;
  private isElderly = false;
  private smooth = 0;
  private step = -1;
  private readonly ring = h("span.orb-ring");
  private readonly sign = h("span.orb-sign", {}, icon(...ICONS.mic));
  readonly element: HTMLElement;

  constructor(actions: ViewActions) {
    this.type = h("button.tool.tool-type", { onPress: () => actions.typing(true) }, icon(...ICONS.type), h("span", {}, "打字"));
    this.leave = h("button.tool.tool-leave", { onPress: () => actions.leave() }, icon(...ICONS.leave), this.leaveWord);
    this.elderly.addEventListener("click", () => actions.elderly(!this.isElderly));
    const orb = h("span.orb", { attrs: { "aria-hidden": "true" } }, this.ring, this.sign, h("span.orb-bars", {}, ...this.bars));
    this.turn = h("div.turn", { role: "status" }, orb, h("span.turn-words", {}, this.title, this.hint));
    this.element = h("footer.dock", {}, this.type, this.turn, this.elderly, this.leave);
  }

  show(page: Page): void {
    const waiting = page.visit.waiting !== null;
    const trouble = waiting ? null : deafness(page);
    const { turn } = page.visit;
    const open = hears(page);
    const staffAwaited = page.visit.handoff !== null && page.visit.staff === null && page.visit.ask === null && turn === "listening";
    const turnWords = (open ? undefined : TURN_WORDS_SILENT[turn]) ?? TURN_WORDS[turn];
    const words = waiting ? WAIT_WORDS : staffAwaited ? HANDOFF_WORDS : turnWords;
    this.title.textContent = words.title;
    this.hint.textContent = trouble === null || tellsDeafness(page) ? words.hint : trouble;
    this.sign.replaceChildren(icon(...(open || waiting ? ICONS.mic : page.talking && trouble !== null ? ICONS.micOff : ICONS.touch)));
    this.turn.dataset["turn"] = waiting ? "waiting" : turn;
    this.turn.dataset["mic"] = trouble !== null ? "fails" : open ? "works" : "off";
    this.isElderly = page.elderly;
    this.elderly.setAttribute("aria-pressed", String(page.elderly));
    this.leave.hidden = !page.talking && !waiting;
    this.leaveWord.textContent = waiting ? "不等了" : "结束";
    this.type.hidden = !page.talking;
    this.element.dataset["mode"] = page.talking ? "talk" : "attract";
  }

  level(level: number): void {
    // Speech at arm's length is about 0.02..0.2; loudness is perceived in ratios.
    const loud = Math.max(0, Math.min(1, 1 + Math.log10(Math.max(level, 1e-4) / 0.15) / 1.6));
    this.smooth += (loud - this.smooth) * (loud > this.smooth ? 0.5 : 0.12);
    const step = Math.round(this.smooth * 40);
    if (step === this.step) return;
    this.step = step;
    this.ring.style.transform = `scale(${1 + 0.22 * (step / 40)})`;
    this.ring.style.opacity = String(0.25 + 0.75 * (step / 40));
    this.bars.forEach((bar, i) => {
      const share = 1 - Math.abs(i - (BARS - 1) / 2) / BARS;
      bar.style.transform = `scaleY(${(0.15 + 0.85 * (step / 40) * share).toFixed(3)})`;
    });
  }
}
