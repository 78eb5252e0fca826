import type { SimulatorAction } from "../devices/messages";
import type { Page } from "../page";
import { h } from "./dom";
import type { Part, ViewActions } from "./part";

/** The panel's groups from above; the id of an action begins with the group's kind, and the last one has all others. */
const GROUPS = [
  { kind: "card", title: "模拟身份证", label: (name: string) => `把${name}的身份证放在读卡区` },
  { kind: "scan", title: "模拟二维码", label: (name: string) => `把${name}对准扫码口` },
  { kind: "", title: "模拟设备", label: (name: string) => name },
] as const;

/**
 * In a demonstration, what a person can do with the simulated devices: shown only where there are some.
 * One group is open at a time, so that the panel stays above the desk and covers no card of the clerk's.
 */
export class Simulator implements Part {
  private readonly groups = GROUPS.map((group) => {
    const buttons = h("div.simulator-buttons");
    const element = h("details.simulator-group", {}, h("summary", {}, group.title), buttons);
    element.setAttribute("name", "simulator"); // opening one closes the others
    return { ...group, buttons, element };
  });
  private shown: readonly SimulatorAction[] = [];
  readonly element: HTMLElement;

  constructor(private readonly actions: ViewActions) {
    this.element = h("aside.simulator", { label: "模拟设备" }, ...this.groups.map((group) => group.element));
    this.element.hidden = true;
    this.groups[0]?.element.setAttribute("open", "");
  }

  show(page: Page): void {
    this.element.hidden = page.simulator.length === 0;
    if (page.simulator === this.shown) return;
    this.shown = page.simulator;
    for (const group of this.groups) {
      const found = this.shown.filter((each) => kindOf(each) === group.kind);
      group.element.hidden = found.length === 0;
      group.buttons.replaceChildren(...found.map((each) => this.button(each, group.label(each.label))));
    }
  }

  private button(action: SimulatorAction, label: string): HTMLElement {
    return h("button.simulator-button", { label, onPress: () => this.actions.simulate(action.id) }, action.label);
  }
}

function kindOf(action: SimulatorAction): string {
  const kind = action.id.split(":", 1)[0] ?? "";
  return GROUPS.some((group) => group.kind === kind) ? kind : "";
}
