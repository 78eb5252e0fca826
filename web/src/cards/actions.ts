/** What a card can ask of the page. */
export interface CardActions {
  touch(value: string, card: string): void;
  key(keys: string): void;
  text(text: string): void;
  print(sheet: HTMLElement): void;
}
