/** A pad to sign on, by finger, pen or mouse. */

import { fileOf } from "../camera/camera";
import { paint, Strokes, type Point } from "../camera/pad";
import { h, icon, ICONS } from "../view/dom";
import { CAPTURE_WORDS } from "../words";

/** The pad's own size in pixels, whatever its size on the screen: what is sent does not depend on the display. */
const WIDTH = 1200;
const HEIGHT = 480;
const LINE = 9;

/** `send`: true when the hall has the picture. `tell`: shows a sentence. */
export function signatureBox(send: (file: Blob | null) => Promise<boolean>, tell: (text: string) => void): HTMLElement {
  const canvas = h("canvas.signature", { label: CAPTURE_WORDS.pad, role: "img" });
  [canvas.width, canvas.height] = [WIDTH, HEIGHT];
  const strokes = new Strokes();
  const context = canvas.getContext("2d");
  const draw = (): void => {
    if (context !== null) paint(context, strokes, LINE);
  };
  let pen: number | null = null;
  const at = (event: PointerEvent): Point => {
    const box = canvas.getBoundingClientRect();
    return { x: (event.clientX - box.left) / (box.width || 1), y: (event.clientY - box.top) / (box.height || 1) };
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (pen !== null) return; // a second finger, or the ball of the hand
    pen = event.pointerId;
    canvas.setPointerCapture?.(pen);
    event.preventDefault();
    tell("");
    strokes.begin(at(event));
    draw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pen) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) strokes.go(at(each));
    draw();
  });
  for (const end of ["pointerup", "pointercancel"] as const) canvas.addEventListener(end, (event) => {
    if (event.pointerId === pen) pen = null;
  });
  const clear = h("button.no", { onPress: () => {
    strokes.clear();
    draw();
  } }, icon(...ICONS.cross), CAPTURE_WORDS.clear);
  const done = h("button.yes", { onPress: () => void finish() }, icon(...ICONS.check), CAPTURE_WORDS.signed);
  const finish = async (): Promise<void> => {
    if (!strokes.signed) return tell(CAPTURE_WORDS.empty);
    clear.disabled = done.disabled = true;
    if (!(await send(await fileOf(canvas, "image/png")))) clear.disabled = done.disabled = false;
  };
  draw();
  return h("div.capture-sign", {}, canvas, h("div.answers", {}, clear, done));
}
