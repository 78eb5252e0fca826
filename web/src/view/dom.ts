/** The one helper all views are made with. Text always goes in as text, never as markup. */

type Child = Node | string | null | undefined | false;

interface Props {
  class?: string;
  label?: string;
  role?: string;
  data?: Record<string, string>;
  attrs?: Record<string, string>;
  onPress?: (event: Event) => void;
}

/** `h("button.big", {...}, "text")`: a tag with classes, a few properties, children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  spec: K | `${K}.${string}`,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const [tag, ...classes] = spec.split(".") as [K, ...string[]];
  const element = document.createElement(tag);
  if (classes.length > 0) element.className = classes.join(" ");
  if (props.class) element.className = `${element.className} ${props.class}`.trim();
  if (props.label) element.setAttribute("aria-label", props.label);
  if (props.role) element.setAttribute("role", props.role);
  for (const [key, value] of Object.entries(props.data ?? {})) element.dataset[key] = value;
  for (const [key, value] of Object.entries(props.attrs ?? {})) element.setAttribute(key, value);
  if (props.onPress) element.addEventListener("click", props.onPress);
  if (element instanceof HTMLButtonElement) element.type = "button";
  element.append(...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false));
  return element;
}

const segmenter = typeof Intl.Segmenter === "function" ? new Intl.Segmenter("zh", { granularity: "word" }) : null;

/** Words that the browser's dictionary takes apart. */
const OWN_WORDS = /(麦克风|社保卡|身份证|居住证|公积金)/;

/** Text that breaks between words only (with `word-break: keep-all`): Chinese has no blanks to tell a browser where. */
export function words(text: string): (Node | string)[] {
  if (segmenter === null) return [text];
  const pieces: (Node | string)[] = [];
  let before = "";
  const segments = text.split(OWN_WORDS).flatMap((part) => (OWN_WORDS.test(part) ? [part] : [...segmenter.segment(part)].map(({ segment }) => segment)));
  for (const segment of segments) {
    // Marks stay with the word before them, opening ones with the word after.
    if (before !== "" && !/^\p{P}/u.test(segment) && !/[\p{Ps}\p{Pi}]$/u.test(before)) pieces.push(document.createElement("wbr"));
    pieces.push((before = segment));
  }
  return pieces;
}

const SVG = "http://www.w3.org/2000/svg";

/** A line icon on a 24×24 grid from path data; decorative, so hidden from screen readers. */
export function icon(...paths: string[]): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  for (const d of paths) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

export const ICONS = {
  mic: ["M12 3.5a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3z", "M5.8 11.5a6.2 6.2 0 0 0 12.4 0", "M12 17.7v3"],
  micOff: ["M12 3.5a3 3 0 0 1 3 3v5m-1.4 2.5A3 3 0 0 1 9 11.5V8", "M5.8 11.5a6.2 6.2 0 0 0 9.6 5.2", "M12 17.7v3", "M4 4l16 16"],
  notice: ["M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z", "M12 8v5.2M12 16.2h.01"],
  type: ["M3.5 7.5a1.5 1.5 0 0 1 1.5-1.5h14a1.5 1.5 0 0 1 1.5 1.5v9a1.5 1.5 0 0 1-1.5 1.5h-14a1.5 1.5 0 0 1-1.5-1.5z", "M7 10h.01M10.3 10h.01M13.7 10h.01M17 10h.01M8 14h8"],
  leave: ["M14 4.5h4.5a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1H14", "M10.5 8l-4 4 4 4M6.5 12h8.5"],
  large: ["M3.5 18l4.5-12 4.5 12M5.2 14h5.7", "M14.5 18l3-8 3 8M15.6 15.5h3.9"],
  print: ["M7 9V4h10v5", "M7 17.5H5a1.5 1.5 0 0 1-1.5-1.5v-5.5A1.5 1.5 0 0 1 5 9h14a1.5 1.5 0 0 1 1.5 1.5V16a1.5 1.5 0 0 1-1.5 1.5h-2", "M7 14h10v6H7z"],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  cross: ["M6 6l12 12M18 6L6 18"],
  next: ["M9 5.5l6.5 6.5L9 18.5"],
  back: ["M20 6.5H9.5L4 12l5.5 5.5H20z", "M12 9.8l4.4 4.4M16.4 9.8L12 14.2"],
  eye: ["M2.8 12S6 6 12 6s9.2 6 9.2 6-3.2 6-9.2 6-9.2-6-9.2-6z", "M12 9.3a2.7 2.7 0 1 1 0 5.4 2.7 2.7 0 0 1 0-5.4z"],
  book: ["M5 5.5A2 2 0 0 1 7 3.5h12v14H7a2 2 0 0 0-2 2z", "M5 19.5a1.5 1.5 0 0 0 1.5 1H19v-3"],
  paper: ["M6.5 3.5h7.5l4 4v13H6.5z", "M14 3.5v4h4M9.5 12h6M9.5 15.5h6"],
  human: ["M12 4a3.7 3.7 0 1 1 0 7.4A3.7 3.7 0 0 1 12 4z", "M4.8 20.5c.5-4 3.4-6.3 7.2-6.3s6.7 2.3 7.2 6.3"],
  touch: ["M9.5 12V5.8a1.8 1.8 0 0 1 3.6 0v5", "M13.1 11.2c1-.7 2.7-.2 2.9.9 1-.3 2.4.3 2.5 1.7l.1 2.7c0 3-2 5-5 5h-1.5c-2 0-3.2-.8-4.3-2.5L5.6 15.5c-.6-1 .1-2.1 1.1-2.1.6 0 1.1.3 1.5.8l1.3 1.6"],
} as const;
