/** A picture that came with a card, drawn: its bytes have no address, so nothing of it stays in the browser's cache. */

import { h } from "../view/dom";

/** `data`: a JPEG file in base64. Where it cannot be drawn the words beside it have to do. */
export function picture(data: string, label: string): HTMLCanvasElement {
  const canvas = h("canvas.picture", { label, role: "img" });
  void draw(canvas, data);
  return canvas;
}

async function draw(canvas: HTMLCanvasElement, data: string): Promise<void> {
  try {
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
    [canvas.width, canvas.height] = [image.width, image.height];
    canvas.getContext("2d")?.drawImage(image, 0, 0);
    image.close();
  } catch {
    canvas.hidden = true;
  }
}
