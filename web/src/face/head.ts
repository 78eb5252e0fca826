/** Skin of head and neck, nose, cheeks, ears, in head coordinates. */

import { CHIN_DROP } from "./mouth-shape";
import { SKIN } from "./palette";

export function tracedFace(ctx: CanvasRenderingContext2D, jaw: number, puff = 0): void {
  const drop = CHIN_DROP * jaw;
  const chin = 199 + drop;
  const wide = 107 + 5 * puff - 2 * jaw;
  ctx.beginPath();
  ctx.moveTo(0, -176);
  for (const side of [1, -1]) {
    if (side < 0) ctx.moveTo(0, -176);
    ctx.bezierCurveTo(side * 88, -176, side * 139, -122, side * 140, -38);
    ctx.bezierCurveTo(side * 141, 22, side * (132 + 4 * puff), 78, side * wide, 127 + 0.4 * drop);
    ctx.bezierCurveTo(side * 87, 164 + 0.75 * drop, side * 43, chin, 0, chin);
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
    const y = 66 - 6 * warm;
    const blush = ctx.createRadialGradient(side * 86, y, 2, side * 86, y, 54);
    blush.addColorStop(0, `rgba(${SKIN.blush}, ${(0.2 + 0.16 * warm).toFixed(3)})`);
    blush.addColorStop(1, `rgba(${SKIN.blush}, 0)`);
    ctx.fillStyle = blush;
    ctx.fillRect(side * 86 - 56, y - 56, 112, 112);
  }
}

export function drawNose(ctx: CanvasRenderingContext2D, sneer: number): void {
  // Bridge: light on the left, a breath of shade on the right; both fade out towards the brows.
  for (const [x, wide, colour, strength] of [[-3, 9, "255, 250, 244", 0.75], [13, 10, "222, 156, 130", 0.26]] as const) {
    ctx.save();
    ctx.translate(x, 28);
    ctx.scale(wide / 46, 1);
    const soft = ctx.createRadialGradient(0, 0, 2, 0, 0, 46);
    soft.addColorStop(0, `rgba(${colour}, ${strength})`);
    soft.addColorStop(1, `rgba(${colour}, 0)`);
    ctx.fillStyle = soft;
    ctx.fillRect(-46, -46, 92, 92);
    ctx.restore();
  }
  const y = 76 - 3 * sneer;
  const under = ctx.createRadialGradient(2, y + 8, 1, 2, y + 8, 26);
  under.addColorStop(0, "rgba(196, 116, 92, .42)");
  under.addColorStop(1, "rgba(196, 116, 92, 0)");
  ctx.fillStyle = under;
  ctx.fillRect(-28, y - 10, 60, 44);
  const tip = ctx.createRadialGradient(-3, y - 11, 1, -3, y - 11, 13);
  tip.addColorStop(0, "rgba(255, 252, 247, .85)");
  tip.addColorStop(1, "rgba(255, 252, 247, 0)");
  ctx.fillStyle = tip;
  ctx.fillRect(-18, y - 26, 30, 30);
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
  if (smile > 0.25) {
    ctx.strokeStyle = `rgba(190, 110, 88, ${(0.4 * Math.min(1, smile - 0.25)).toFixed(3)})`;
    ctx.lineWidth = 2.6;
    for (const side of [-1, 1]) {
      ctx.beginPath();
      ctx.moveTo(side * 33, 84);
      ctx.quadraticCurveTo(side * (50 + 4 * smile), 96, side * (55 + 5 * smile), 112);
      ctx.stroke();
    }
  }
  ctx.save();
  ctx.translate(0, 159 + CHIN_DROP * jaw);
  ctx.scale(1, 0.32);
  const dip = ctx.createRadialGradient(0, 0, 1, 0, 0, 32);
  dip.addColorStop(0, "rgba(200, 124, 100, .34)");
  dip.addColorStop(1, "rgba(200, 124, 100, 0)");
  ctx.fillStyle = dip;
  ctx.fillRect(-34, -34, 68, 68);
  ctx.restore();
}
