/** Between the devices, the hall and the page: what a device tells goes to the one that it concerns. */

import type { Up } from "../wire/control";
import { PRINT_FAILED, PRINT_TROUBLE } from "../words";
import { bridgeIn, type BridgeAddress } from "./bridge-link";
import { Devices } from "./devices";
import type { DeviceState, Printed, SimulatorAction } from "./messages";
import { sheetOf, type PrintedCard } from "./sheet";
import { Wedge } from "./wedge";

export interface KioskHost {
  /** To the hall; false: it cannot be reached. */
  send(message: Up): boolean;
  /** Somebody is there, by the sensor. `came`: nobody was, a moment ago. */
  present(present: boolean, came: boolean): void;
  /** Seconds after which an empty place counts. */
  goneAfter(seconds: number): void;
  simulator(actions: readonly SimulatorAction[]): void;
  trouble(text: string): void;
  garbled(reason: string): void;
}

/** Jobs of the page itself: a button was pressed. All others are the hall's. */
const OWN = "page-";

export class KioskDevices {
  private readonly devices: Devices;
  private readonly wedge = new Wedge();
  private readonly named: BridgeAddress | null;
  /** An outcome that the hall has not been told: it was away. */
  private untold: Printed | null = null;
  private present: boolean | null = null;
  private jobs = 0;

  /** `hash`: of the page's address. */
  constructor(
    private readonly host: KioskHost,
    hash: string,
  ) {
    this.named = bridgeIn(hash);
    this.devices = new Devices({
      states: (states) => this.told(states),
      welcome: (leftS) => host.goneAfter(leftS),
      printed: (printed) => this.printed(printed),
      garbled: (reason) => host.garbled(reason),
      message: (message) => {
        if (message.type === "simulator") host.simulator(message.actions);
        else if (message.type === "presence") this.sensed(message.present);
        else host.send(message);
      },
    });
    if (this.named !== null) this.devices.use(this.named);
  }

  get hasPrinter(): boolean {
    return this.devices.hasPrinter;
  }

  /** The hall is there. `offered`: the simulated devices of a demonstration, where it has some. */
  met(offered: BridgeAddress | undefined): void {
    if (this.named === null && offered !== undefined) this.devices.use(offered);
    this.tell(this.devices.states);
    if (this.untold !== null && this.host.send(this.untold)) this.untold = null;
  }

  touched(): void {
    this.devices.touched();
  }

  /** The hall's order. Without a bridge it cannot be done, and the hall is told so. */
  print(job: string, card: PrintedCard, hall: string): void {
    if (!this.devices.print(job, sheetOf(card, hall))) this.printed({ type: "printed", job, outcome: "failed", why: "unplugged" });
  }

  /** A button was pressed. */
  printAgain(card: PrintedCard, hall: string): void {
    this.jobs += 1;
    this.print(`${OWN}${Date.now().toString(36)}-${this.jobs}`, card, hall);
  }

  simulate(action: string): void {
    this.devices.simulate(action);
  }

  /** A key of the keyboard that went into no text box; a scanner may be typing. */
  key(key: string, now: number): void {
    const code = this.wedge.feed(key, now);
    if (code !== null) this.host.send({ type: "scanned", code });
  }

  private told(states: readonly DeviceState[]): void {
    this.tell(states);
    // A sensor that is gone must not go on saying that nobody is there.
    if (!states.some((one) => one.device === "presence" && one.state === "ready")) this.sensed(true, false);
  }

  private tell(states: readonly DeviceState[]): void {
    this.host.send({ type: "devices", devices: states });
  }

  private sensed(present: boolean, known = true): void {
    const came = known && present && this.present === false;
    this.present = known ? present : null;
    this.host.present(present, came);
  }

  private printed(printed: Printed): void {
    if (!printed.job.startsWith(OWN)) {
      if (!this.host.send(printed)) this.untold = printed;
    } else if (printed.outcome !== "failed") {
      this.host.send(printed); // the clerk must not go on saying that nothing was printed
    } else {
      this.host.trouble(PRINT_TROUBLE[printed.why ?? "wrong"] ?? PRINT_FAILED);
    }
  }
}
