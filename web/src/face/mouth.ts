/** Draws a mouth: cavity, teeth, tongue, lips. */

import type { Corner, MouthShape } from "./mouth-shape";
import { LIPS } from "./palette";

const mix = (a: number, b: number, t: number): number => a + (b - a) * t;

export function drawMouth(ctx: CanvasRenderingContext2D, m: MouthShape): void {
  ctx.save();
  ctx.translate(m.shift, 0);
  const open = m.lowerEdge - m.upperEdge > 0;
  if (open) drawInside(ctx, m);
  drawLip(ctx, m, "lower");
  drawLip(ctx, m, "upper");
  drawLine(ctx, m, open);
  drawCorners(ctx, m);
  ctx.restore();
}

/** Half of the inner edge, from a corner to the middle; `edge` = the lip's y at the middle. */
function innerHalf(ctx: CanvasRenderingContext2D, m: MouthShape, from: Corner, edge: number, reverse: boolean): void {
  const x1 = from.x * mix(0.62, 0.97, m.round);
  const y1 = mix(from.y, edge, mix(0.75, 0.55, m.round));
  const x2 = from.x * mix(0.3, 0.55, m.round);
  if (reverse) ctx.bezierCurveTo(x2, edge, x1, y1, from.x, from.y);
  else ctx.bezierCurveTo(x1, y1, x2, edge, 0, edge);
}

function tracedInside(ctx: CanvasRenderingContext2D, m: MouthShape): void {
  ctx.beginPath();
  ctx.moveTo(m.left.x, m.left.y);
  innerHalf(ctx, m, m.left, m.upperEdge, false);
  innerHalf(ctx, m, m.right, m.upperEdge, true);
  innerHalf(ctx, m, m.right, m.lowerEdge, false);
  innerHalf(ctx, m, m.left, m.lowerEdge, true);
  ctx.closePath();
}

function drawInside(ctx: CanvasRenderingContext2D, m: MouthShape): void {
  ctx.save();
  tracedInside(ctx, m);
  ctx.clip();
  const half = Math.max(-m.left.x, m.right.x);
  const dark = ctx.createLinearGradient(0, m.upperEdge, 0, m.lowerEdge + 4);
  dark.addColorStop(0, "#3a1216");
  dark.addColorStop(0.6, "#571c20");
  dark.addColorStop(1, "#7c2f31");
  ctx.fillStyle = dark;
  ctx.fillRect(-half - 4, m.upperEdge - 6, 2 * half + 8, m.lowerEdge - m.upperEdge + 16);
  drawTongue(ctx, m, half, false);
  drawLowerTeeth(ctx, m, half);
  drawUpperTeeth(ctx, m, half);
  if (m.tongueTip > 0.3) drawTongue(ctx, m, half, true);
  // The upper lip's shadow on what lies behind it.
  const shade = ctx.createLinearGradient(0, m.upperEdge - 1, 0, m.upperEdge + 7);
  shade.addColorStop(0, "rgba(60, 14, 18, .55)");
  shade.addColorStop(1, "rgba(60, 14, 18, 0)");
  ctx.fillStyle = shade;
  ctx.fillRect(-half - 4, m.upperEdge - 8, 2 * half + 8, 16);
  ctx.restore();
}

function drawUpperTeeth(ctx: CanvasRenderingContext2D, m: MouthShape, half: number): void {
  const width = Math.min(36, half * 0.92);
  const top = m.upperEdge - 14;
  const light = ctx.createLinearGradient(-width, 0, width, 0);
  light.addColorStop(0, "#c9b3a9");
  light.addColorStop(0.25, "#f6efe9");
  light.addColorStop(0.5, "#fffdfa");
  light.addColorStop(0.75, "#f6efe9");
  light.addColorStop(1, "#c9b3a9");
  ctx.fillStyle = light;
  ctx.beginPath();
  ctx.moveTo(-width, top);
  ctx.lineTo(-width, m.upperTeeth - 6);
  ctx.quadraticCurveTo(-width * 0.72, m.upperTeeth - 0.5, -width * 0.35, m.upperTeeth);
  ctx.quadraticCurveTo(0, m.upperTeeth + 1.2, width * 0.35, m.upperTeeth);
  ctx.quadraticCurveTo(width * 0.72, m.upperTeeth - 0.5, width, m.upperTeeth - 6);
  ctx.lineTo(width, top);
  ctx.closePath();
  ctx.fill();
}

function drawLowerTeeth(ctx: CanvasRenderingContext2D, m: MouthShape, half: number): void {
  const width = Math.min(30, half * 0.8);
  ctx.fillStyle = "#e3d5cc";
  ctx.beginPath();
  ctx.moveTo(-width, m.lowerTeeth + 6);
  ctx.quadraticCurveTo(-width * 0.8, m.lowerTeeth + 0.5, -width * 0.35, m.lowerTeeth);
  ctx.quadraticCurveTo(0, m.lowerTeeth - 0.6, width * 0.35, m.lowerTeeth);
  ctx.quadraticCurveTo(width * 0.8, m.lowerTeeth + 0.5, width, m.lowerTeeth + 6);
  ctx.lineTo(width, m.lowerTeeth + 22);
  ctx.lineTo(-width, m.lowerTeeth + 22);
  ctx.closePath();
  ctx.fill();
}

function drawTongue(ctx: CanvasRenderingContext2D, m: MouthShape, half: number, tip: boolean): void {
  // The tip shows between the teeth; the back lies on the floor of the mouth, or rises to the palate.
  const width = tip ? Math.min(20, half * 0.55) : Math.min(30, half * 0.75);
  const top = tip ? mix(m.upperTeeth + 3, m.upperTeeth - 5, (m.tongueTip - 0.3) / 0.7) : m.tongue;
  const light = ctx.createLinearGradient(0, top, 0, top + 22);
  light.addColorStop(0, tip ? "#e08a86" : "#c76a6a");
  light.addColorStop(1, "#a84a4d");
  ctx.fillStyle = light;
  ctx.beginPath();
  ctx.moveTo(-width, top + 30);
  ctx.bezierCurveTo(-width, top + 6, -width * 0.62, top, 0, top + (tip ? 0 : 2));
  ctx.bezierCurveTo(width * 0.62, top, width, top + 6, width, top + 30);
  ctx.closePath();
  ctx.fill();
}

function drawLip(ctx: CanvasRenderingContext2D, m: MouthShape, which: "upper" | "lower"): void {
  const upper = which === "upper";
  const edge = upper ? m.upperEdge : m.lowerEdge;
  ctx.beginPath();
  ctx.moveTo(m.left.x - 2.5, m.left.y);
  if (upper) tracedUpper(ctx, m);
  else tracedLower(ctx, m);
  innerHalf(ctx, m, m.right, edge, false);
  innerHalf(ctx, m, m.left, edge, true);
  ctx.closePath();
  const thick = upper ? -m.upperThick : m.lowerThick;
  const fill = ctx.createLinearGradient(0, edge, 0, edge + thick);
  if (upper) {
    fill.addColorStop(0, LIPS.upper);
    fill.addColorStop(1, LIPS.upperLight);
  } else {
    fill.addColorStop(0, LIPS.lower);
    fill.addColorStop(0.45, LIPS.lowerLight);
    fill.addColorStop(1, LIPS.lower);
  }
  ctx.fillStyle = fill;
  ctx.fill();
  if (!upper) drawGloss(ctx, m);
}

function tracedUpper(ctx: CanvasRenderingContext2D, m: MouthShape): void {
  const top = m.upperEdge - m.upperThick;
  const peak = 0.27;
  const { left, right } = m;
  ctx.bezierCurveTo(left.x * 0.74, mix(left.y, top, 0.62), left.x * 0.46, top - 0.5, left.x * peak, top);
  ctx.bezierCurveTo(left.x * 0.16, top + 0.2, left.x * 0.08, top + 3, 0, top + 3);
  ctx.bezierCurveTo(right.x * 0.08, top + 3, right.x * 0.16, top + 0.2, right.x * peak, top);
  ctx.bezierCurveTo(right.x * 0.46, top - 0.5, right.x * 0.74, mix(right.y, top, 0.62), right.x + 2.5, right.y);
  ctx.lineTo(right.x, right.y);
}

function tracedLower(ctx: CanvasRenderingContext2D, m: MouthShape): void {
  const bottom = m.lowerEdge + m.lowerThick;
  const { left, right } = m;
  const wide = mix(0.72, 0.9, m.round);
  ctx.bezierCurveTo(left.x * wide, mix(left.y, bottom, 0.7), left.x * 0.46, bottom, 0, bottom);
  ctx.bezierCurveTo(right.x * 0.46, bottom, right.x * wide, mix(right.y, bottom, 0.7), right.x + 2.5, right.y);
  ctx.lineTo(right.x, right.y);
}

function drawGloss(ctx: CanvasRenderingContext2D, m: MouthShape): void {
  ctx.fillStyle = "rgba(255, 240, 234, .42)";
  ctx.beginPath();
  ctx.ellipse(-3, m.lowerEdge + m.lowerThick * 0.42, m.right.x * 0.3, Math.max(1, m.lowerThick * 0.13), 0, 0, 2 * Math.PI);
  ctx.fill();
}

/** Where closed lips touch; on an open mouth only a thin rim. */
function drawLine(ctx: CanvasRenderingContext2D, m: MouthShape, open: boolean): void {
  ctx.strokeStyle = LIPS.line;
  ctx.lineCap = "round";
  if (open) {
    ctx.globalAlpha = 0.35;
    ctx.lineWidth = 1.2;
    tracedInside(ctx, m);
    ctx.stroke();
  } else {
    const dip = m.upperEdge + 1.6;
    ctx.globalAlpha = 0.85;
    ctx.lineWidth = 2.1;
    ctx.beginPath();
    ctx.moveTo(m.left.x, m.left.y);
    ctx.bezierCurveTo(m.left.x * 0.6, mix(m.left.y, m.upperEdge, 0.85), m.left.x * 0.3, m.upperEdge - 1, 0, dip);
    ctx.bezierCurveTo(m.right.x * 0.3, m.upperEdge - 1, m.right.x * 0.6, mix(m.right.y, m.upperEdge, 0.85), m.right.x, m.right.y);
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
}

function drawCorners(ctx: CanvasRenderingContext2D, m: MouthShape): void {
  ctx.strokeStyle = "rgba(150, 74, 62, .55)";
  ctx.lineWidth = 2;
  for (const { x, y } of [m.left, m.right]) {
    const out = Math.sign(x);
    ctx.beginPath();
    ctx.moveTo(x - out * 1.5, y + 0.5);
    ctx.quadraticCurveTo(x + out * 2, y, x + out * 4, y - 2);
    ctx.stroke();
  }
}
