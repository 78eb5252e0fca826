/** Skin of head and neck, nose, cheeks, ears, in head coordinates. */

import { CHIN_DROP } from "./mouth-shape";
import { SKIN } from "./palette";

export function tracedFace(ctx: CanvasRenderingContext2D, jaw: number, puff = 0): void {
  const drop = CHIN_DROP * jaw;
  const chin = 202 + drop;
  const wide = 112 + 5 * puff - 2 * jaw;
  ctx.beginPath();
  ctx.moveTo(0, -176);
  for (const side of [1, -1]) {
    if (side < 0) ctx.moveTo(0, -176);
    ctx.bezierCurveTo(side * 88, -176, side * 139, -122, side * 140, -38);
    ctx.bezierCurveTo(side * 141, 22, side * (134 + 4 * puff), 78, side * wide, 126 + 0.4 * drop);
    ctx.bezierCurveTo(side * 92, 164 + 0.75 * drop, side * 46, chin, 0, chin);
  }
}

export function drawSkin(ctx: CanvasRenderingContext2D, jaw: number, puff: number): void {
  tracedFace(ctx, jaw, puff);
  const skin = ctx.createRadialGradient(-22, -30, 20, 0, 10, 240);
  skin.addColorStop(0, SKIN.light);
  skin.addColorStop(0.5, SKIN.base);
  skin.addColorStop(1, SKIN.shade);
  ctx.fillStyle = skin;
  ctx.fill("nonzero");
  ctx.save();
  ctx.clip("nonzero");
  shadeSides(ctx);
  ctx.restore();
}

function shadeSides(ctx: CanvasRenderingContext2D): void {
  // Light comes from the upper left: the right side of the face turns away from it.
  const right = ctx.createLinearGradient(56, 0, 146, 0);
  right.addColorStop(0, "rgba(214, 142, 116, 0)");
  right.addColorStop(1, "rgba(206, 132, 106, .5)");
  ctx.fillStyle = right;
  ctx.fillRect(50, -180, 110, 420);
  const left = ctx.createLinearGradient(-146, 0, -92, 0);
  left.addColorStop(0, "rgba(214, 146, 118, .34)");
  left.addColorStop(1, "rgba(214, 146, 118, 0)");
  ctx.fillStyle = left;
  ctx.fillRect(-160, -180, 80, 420);
  // The hair's shadow on the forehead.
  const brow = ctx.createLinearGradient(0, -150, 0, -64);
  brow.addColorStop(0, "rgba(190, 116, 92, .55)");
  brow.addColorStop(1, "rgba(190, 116, 92, 0)");
  ctx.fillStyle = brow;
  ctx.fillRect(-150, -180, 300, 120);
}

/** `warm` 0..1: more colour when smiling. */
export function drawCheeks(ctx: CanvasRenderingContext2D, warm: number): void {
  for (const side of [-1, 1]) {
    const y = 62 - 5 * warm;
    const blush = ctx.createRadialGradient(side * 84, y, 2, side * 84, y, 50);
    blush.addColorStop(0, `rgba(${SKIN.blush}, ${(0.3 + 0.14 * warm).toFixed(3)})`);
    blush.addColorStop(1, `rgba(${SKIN.blush}, 0)`);
    ctx.fillStyle = blush;
    ctx.fillRect(side * 84 - 52, y - 52, 104, 104);
  }
}

export function drawNose(ctx: CanvasRenderingContext2D, sneer: number): void {
  // Bridge: light on the left, shade on the right.
  const bridge = ctx.createLinearGradient(-16, 0, 22, 0);
  bridge.addColorStop(0, "rgba(255, 246, 238, 0)");
  bridge.addColorStop(0.42, "rgba(255, 248, 240, .6)");
  bridge.addColorStop(0.62, "rgba(226, 162, 136, .2)");
  bridge.addColorStop(1, "rgba(226, 162, 136, 0)");
  ctx.fillStyle = bridge;
  ctx.beginPath();
  ctx.moveTo(-12, -30);
  ctx.bezierCurveTo(-9, 6, -16, 40, -18, 66);
  ctx.lineTo(20, 66);
  ctx.bezierCurveTo(14, 40, 11, 6, 14, -30);
  ctx.fill();
  const y = 76 - 3 * sneer;
  const under = ctx.createRadialGradient(2, y + 8, 1, 2, y + 8, 26);
  under.addColorStop(0, "rgba(196, 116, 92, .42)");
  under.addColorStop(1, "rgba(196, 116, 92, 0)");
  ctx.fillStyle = under;
  ctx.fillRect(-28, y - 10, 60, 44);
  ctx.fillStyle = "rgba(255, 250, 244, .62)";
  ctx.beginPath();
  ctx.ellipse(-3, y - 11, 7, 8.5, 0, 0, 2 * Math.PI);
  ctx.fill();
  ctx.lineCap = "round";
  ctx.strokeStyle = "rgba(160, 84, 66, .8)";
  ctx.lineWidth = 2.4;
  for (const side of [-1, 1]) {
    ctx.beginPath();
    ctx.moveTo(side * 5.5, y + 5.5);
    ctx.quadraticCurveTo(side * 10, y + 1, side * 14.5, y + 4.5);
    ctx.stroke();
  }
  ctx.strokeStyle = "rgba(190, 112, 90, .5)";
  ctx.lineWidth = 2;
  for (const side of [-1, 1]) {
    ctx.beginPath();
    ctx.moveTo(side * 19, y - 10);
    ctx.quadraticCurveTo(side * 25, y - 1, side * 18, y + 4);
    ctx.stroke();
  }
}

/** Folds from nose to mouth, only as deep as the smile; dimple of the chin under an open jaw. */
export function drawFolds(ctx: CanvasRenderingContext2D, smile: number, jaw: number): void {
  if (smile > 0.02) {
    ctx.strokeStyle = `rgba(190, 110, 88, ${(0.34 * Math.min(1, smile)).toFixed(3)})`;
    ctx.lineWidth = 2.6;
    for (const side of [-1, 1]) {
      ctx.beginPath();
      ctx.moveTo(side * 33, 84);
      ctx.quadraticCurveTo(side * (50 + 4 * smile), 96, side * (55 + 5 * smile), 112);
      ctx.stroke();
    }
  }
  const y = 158 + CHIN_DROP * jaw;
  const dip = ctx.createRadialGradient(0, y, 1, 0, y, 30);
  dip.addColorStop(0, "rgba(200, 124, 100, .3)");
  dip.addColorStop(1, "rgba(200, 124, 100, 0)");
  ctx.fillStyle = dip;
  ctx.beginPath();
  ctx.ellipse(0, y, 30, 9, 0, 0, 2 * Math.PI);
  ctx.fill();
}
