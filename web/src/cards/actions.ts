/** What a card can ask of the page. An answer that does not count (`PressGuard`) returns false and does nothing. */
export interface CardActions {
  touch(value: string, card: string): boolean;
  key(keys: string): boolean;
  text(text: string): boolean;
  print(sheet: HTMLElement): void;
}
