import type { CameraFault } from "../camera/camera";
import type { PrintedCard } from "../devices/sheet";

/** What a card can ask of the page. An answer that does not count (`PressGuard`) returns false and does nothing. */
export interface CardActions {
  touch(value: string, card: string): boolean;
  key(keys: string): boolean;
  text(text: string): boolean;
  /** Prints a card, which is drawn as `sheet`. */
  print(sheet: HTMLElement, card: PrintedCard): void;
  /** Sends a picture; null when the hall has it, else why not and what helps. `token`: the card's `upload`. */
  picture(token: string, file: Blob): Promise<string | null>;
  /** There is no camera for the card that is shown. */
  noPicture(why: CameraFault): void;
}
