import type { CameraFault } from "../camera/camera";

/** What a card can ask of the page. An answer that does not count (`PressGuard`) returns false and does nothing. */
export interface CardActions {
  touch(value: string, card: string): boolean;
  key(keys: string): boolean;
  text(text: string): boolean;
  print(sheet: HTMLElement): void;
  /** Sends a picture; null when the hall has it, else why not and what helps. `token`: the card's `upload`. */
  picture(token: string, file: Blob): Promise<string | null>;
  /** There is no camera for the card that is shown. */
  noPicture(why: CameraFault): void;
}
