/**
 * The figure's mouth shapes and expressions side by side. `npm run dev`, then /dev/face.html
 * (`?zoom` = mouths from near, `?moods` = expressions, `?one` = one large figure that speaks nonsense).
 */

import { ARKIT, type Shape } from "../src/face/arkit";
import { Clerk } from "../src/face/clerk";
import { Life } from "../src/face/life";
import type { GestureName, Turn } from "../src/wire/control";
import { VISEMES } from "./visemes";

const grid = document.getElementById("grid")!;
const query = new URLSearchParams(location.search);

function cell(name: string, width: number, height: number, shift: number): HTMLElement {
  const figure = document.createElement("figure");
  const host = document.createElement("div");
  host.className = "cell";
  const inner = document.createElement("div");
  inner.style.cssText = `width:${width}px;height:${height}px;position:absolute;left:50%;top:${shift}px;transform:translateX(-50%)`;
  host.append(inner);
  const caption = document.createElement("figcaption");
  caption.textContent = name;
  figure.append(host, caption);
  grid.append(figure);
  return inner;
}

function rowOf(recipe: Partial<Record<Shape, number>>): Float32Array {
  return Float32Array.from(ARKIT, (name) => recipe[name] ?? 0);
}

/** A life without chance, seen long enough to have settled, so that pictures can be compared. */
function settle(clerk: Clerk, row: Float32Array, turn: Turn, gesture?: GestureName, until = 2000): void {
  if (gesture) clerk.gesture(gesture, until - 1000);
  for (let now = 0; now <= until; now += 20) clerk.draw(row, { turn, attention: 0 }, now);
}

const steady = (): Life => new Life(() => 0.5, 0);

if (query.has("one")) {
  document.documentElement.style.setProperty("--cols", "1");
  document.documentElement.style.setProperty("--h", "1180px");
  const clerk = new Clerk();
  clerk.mount(cell("", 1000, 1180, 0));
  const names = Object.keys(VISEMES);
  const frame = (now: number): void => {
    const at = now / 160;
    const from = rowOf(VISEMES[names[(Math.floor(at) * 7) % 15]!]!);
    const to = rowOf(VISEMES[names[((Math.floor(at) + 1) * 7) % 15]!]!);
    clerk.draw(from.map((v, i) => v + (to[i]! - v) * (at % 1)), { turn: "speaking", attention: 0 }, now);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
} else if (query.has("moods")) {
  const moods: [string, Turn, GestureName?][] = [
    ["attract", "attract"], ["listening", "listening"], ["hearing", "hearing"], ["thinking", "thinking"], ["speaking", "speaking"],
    ["wave", "listening", "wave"], ["nod", "listening", "nod"], ["point", "listening", "point"], ["sorry", "listening", "sorry"], ["bow", "listening", "bow"],
  ];
  document.documentElement.style.setProperty("--h", "440px");
  for (const [name, turn, gesture] of moods) {
    const clerk = new Clerk(steady());
    clerk.mount(cell(name, 520, 613, -30));
    settle(clerk, rowOf({}), turn, gesture);
  }
} else {
  const near = query.has("zoom");
  for (const [name, recipe] of Object.entries(VISEMES)) {
    const clerk = new Clerk(steady());
    clerk.mount(near ? cell(name, 1300, 1534, -490) : cell(name, 560, 660, -60));
    settle(clerk, rowOf(recipe), "speaking");
  }
}
document.title = "ready";
