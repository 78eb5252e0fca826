import type { SimulatorAction } from "../devices/messages";
import type { Page } from "../page";
import { h } from "./dom";
import type { Part, ViewActions } from "./part";

/** In a demonstration, what a person can do with the simulated devices: shown only where there are some. */
export class Simulator implements Part {
  private readonly buttons = h("span.simulator-buttons");
  private shown: readonly SimulatorAction[] = [];
  readonly element: HTMLElement;

  constructor(private readonly actions: ViewActions) {
    this.element = h("aside.simulator", { label: "模拟设备" }, h("strong", {}, "模拟设备"), this.buttons);
    this.element.hidden = true;
  }

  show(page: Page): void {
    this.element.hidden = page.simulator.length === 0;
    if (page.simulator === this.shown) return;
    this.shown = page.simulator;
    this.buttons.replaceChildren(...this.shown.map((each) => h("button.simulator-button", { label: labelOf(each), onPress: () => this.actions.simulate(each.id) }, each.label)));
  }
}

function labelOf(action: SimulatorAction): string {
  return action.id.startsWith("card:") ? `把${action.label}的身份证放在读卡区` : action.label;
}
