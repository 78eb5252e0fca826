/** Hair in two layers, behind the head and before it: a side-parted bob, in head coordinates. */

import { HAIR } from "./palette";

type Curve = readonly (readonly [number, number])[];

function bezier(ctx: CanvasRenderingContext2D, curve: Curve): void {
  for (let i = 0; i + 2 < curve.length; i += 3) {
    const [a, b, c] = [curve[i]!, curve[i + 1]!, curve[i + 2]!];
    ctx.bezierCurveTo(a[0], a[1], b[0], b[1], c[0], c[1]);
  }
}

export function drawBackHair(ctx: CanvasRenderingContext2D): void {
  const fill = ctx.createLinearGradient(0, -230, 0, 240);
  fill.addColorStop(0, HAIR.base);
  fill.addColorStop(0.6, "#211818");
  fill.addColorStop(1, HAIR.deep);
  ctx.fillStyle = fill;
  ctx.beginPath();
  ctx.moveTo(0, -228);
  bezier(ctx, [[118, -230], [184, -150], [186, -40], [190, 60], [200, 150], [178, 222], [166, 254], [124, 258], [88, 236]]);
  bezier(ctx, [[40, 216], [-40, 216], [-88, 236], [-124, 258], [-166, 254], [-178, 222]]);
  bezier(ctx, [[-200, 150], [-190, 60], [-186, -40], [-184, -150], [-118, -230], [0, -228]]);
  ctx.fill();
}

/** The part is on the viewer's right: a long sweep to the left, a short one to the right. */
const PART: readonly [number, number] = [44, -204];
const SWEEP_OUT: Curve = [[-40, -250], [-176, -206], [-184, -50], [-190, 40], [-194, 120], [-176, 208]];
const SWEEP_IN: Curve = [[-150, 168], [-128, 96], [-134, 26], [-130, -54], [-74, -104], [44, -140]];
const SHORT_OUT: Curve = [[104, -228], [178, -176], [184, -50], [190, 40], [194, 120], [176, 208]];
const SHORT_IN: Curve = [[150, 168], [128, 96], [134, 26], [134, -52], [104, -110], [44, -140]];

export function drawFrontHair(ctx: CanvasRenderingContext2D): void {
  drawSide(ctx, SHORT_OUT, SHORT_IN, 1);
  drawSide(ctx, SWEEP_OUT, SWEEP_IN, -1);
}

function drawSide(ctx: CanvasRenderingContext2D, out: Curve, back: Curve, side: 1 | -1): void {
  const tip: [number, number] = [side * 172, 216];
  ctx.save();
  ctx.beginPath();
  ctx.moveTo(...PART);
  bezier(ctx, out);
  ctx.quadraticCurveTo(side * 174, 214, tip[0], tip[1]);
  bezier(ctx, back);
  ctx.quadraticCurveTo(40, -176, PART[0], PART[1]);
  ctx.closePath();
  const fill = ctx.createLinearGradient(side * 20, -220, side * 190, 220);
  fill.addColorStop(0, "#3a2a28");
  fill.addColorStop(0.35, HAIR.base);
  fill.addColorStop(1, HAIR.deep);
  ctx.fillStyle = fill;
  ctx.shadowColor = "rgba(120, 60, 44, .35)";
  ctx.shadowBlur = 14;
  ctx.shadowOffsetY = 5;
  ctx.fill();
  ctx.shadowColor = "transparent";
  ctx.clip();
  drawStrands(ctx, out, back, side);
  drawShine(ctx, side);
  ctx.restore();
}

/** Strands run from the part to the tip, between the outer edge and the inner one. */
function drawStrands(ctx: CanvasRenderingContext2D, out: Curve, back: Curve, side: 1 | -1): void {
  const inner = [...back].reverse();
  // The inner edge read from the part to the tip, in the outer edge's shape: control points first, end last.
  const path = [inner[1]!, inner[2]!, inner[3]!, inner[4]!, inner[5]!, [side * 172, 216] as const];
  const count = 20;
  ctx.lineCap = "round";
  for (let i = 1; i < count; i++) {
    const t = i / count;
    const blend = out.map((o, k): [number, number] => [o[0] + (path[k]![0] - o[0]) * t, o[1] + (path[k]![1] - o[1]) * t]);
    ctx.strokeStyle = i % 3 === 0 ? "rgba(126, 92, 78, .34)" : i % 3 === 1 ? "rgba(10, 6, 7, .4)" : "rgba(92, 66, 58, .22)";
    ctx.lineWidth = i % 3 === 1 ? 2.6 : 1.8;
    ctx.beginPath();
    ctx.moveTo(PART[0], PART[1] + 58 * t);
    bezier(ctx, blend);
    ctx.stroke();
  }
}

/** A soft ring of daylight around the crown. */
function drawShine(ctx: CanvasRenderingContext2D, side: 1 | -1): void {
  ctx.save();
  ctx.filter = "blur(9px)";
  ctx.lineCap = "round";
  ctx.strokeStyle = side < 0 ? "rgba(206, 164, 140, .5)" : "rgba(190, 148, 126, .3)";
  ctx.lineWidth = 20;
  ctx.beginPath();
  ctx.moveTo(side < 0 ? 10 : 82, -172);
  if (side < 0) ctx.bezierCurveTo(-60, -172, -130, -130, -158, -58);
  else ctx.bezierCurveTo(120, -156, 146, -120, 160, -66);
  ctx.stroke();
  ctx.strokeStyle = "rgba(160, 118, 100, .28)";
  ctx.lineWidth = 12;
  ctx.beginPath();
  ctx.moveTo(side * 172, 60);
  ctx.quadraticCurveTo(side * 178, 120, side * 164, 180);
  ctx.stroke();
  ctx.restore();
}
