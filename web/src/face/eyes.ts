/** Eyes, lids, lashes and brows, in head coordinates. Drawn for the viewer's right, mirrored for the left. */

import { SKIN } from "./palette";

export interface EyeState {
  /** 0 open .. 1 shut, and negative for wide. */
  lid: number;
  /** Lower lid raised by a smile, 0..1. */
  squint: number;
  /** Gaze, -1..1 each way (x to the viewer's right, y down). */
  x: number;
  y: number;
}

export interface BrowState {
  inner: number;
  outer: number;
  down: number;
}

export const EYE_X = 62;
const IRIS = 19;
/** The eyes are drawn a little larger than life: they are what people look at. */
const SIZE = 1.1;
const mix = (a: number, b: number, t: number): number => a + (b - a) * t;

/** Height of the upper lid's two control points for this lid position. */
function lids(eye: EyeState): { upper1: number; upper2: number; lower1: number; lower2: number } {
  const follow = eye.y * 4;
  const lower1 = 18 - 7 * eye.squint;
  const lower2 = 17 - 7 * eye.squint;
  return {
    upper1: mix(-23 + follow, 13, eye.lid),
    upper2: mix(-27 + follow, 10, eye.lid),
    lower1: mix(lower1, 14, Math.max(0, eye.lid)),
    lower2: mix(lower2, 15, Math.max(0, eye.lid)),
  };
}

/** The eye's two corners, relative to its centre. */
const IN = { x: -34, y: 7 };
const OUT = { x: 36, y: -1.5 };

export function drawEye(ctx: CanvasRenderingContext2D, side: -1 | 1, eye: EyeState): void {
  ctx.save();
  ctx.translate(side * EYE_X, 0);
  ctx.scale(side * SIZE, SIZE);
  const lid = lids(eye);
  drawSocket(ctx);
  if (eye.lid < 0.96) drawBall(ctx, side, eye, lid);
  drawLid(ctx, lid, eye);
  ctx.restore();
}

function drawSocket(ctx: CanvasRenderingContext2D): void {
  const shade = ctx.createRadialGradient(4, -12, 4, 4, -8, 52);
  shade.addColorStop(0, "rgba(205, 132, 110, .34)");
  shade.addColorStop(1, "rgba(205, 132, 110, 0)");
  ctx.fillStyle = shade;
  ctx.fillRect(-52, -60, 108, 104);
}

function tracedOpening(ctx: CanvasRenderingContext2D, lid: ReturnType<typeof lids>): void {
  ctx.beginPath();
  ctx.moveTo(IN.x, IN.y);
  ctx.bezierCurveTo(-22, lid.upper1, 10, lid.upper2, OUT.x, OUT.y);
  ctx.bezierCurveTo(25, lid.lower2, -12, lid.lower1, IN.x, IN.y);
  ctx.closePath();
}

function drawBall(ctx: CanvasRenderingContext2D, side: -1 | 1, eye: EyeState, lid: ReturnType<typeof lids>): void {
  ctx.save();
  tracedOpening(ctx, lid);
  ctx.clip();
  const white = ctx.createLinearGradient(0, -22, 0, 18);
  white.addColorStop(0, "#cfc7c6");
  white.addColorStop(0.4, "#f7f4f2");
  white.addColorStop(1, "#fffdfb");
  ctx.fillStyle = white;
  ctx.fillRect(-40, -32, 82, 60);
  drawIris(ctx, side * eye.x * 10 + 1, eye.y * 6 - 2, side);
  // The upper lid's shadow.
  ctx.strokeStyle = "rgba(50, 28, 26, .3)";
  ctx.lineWidth = 9;
  ctx.beginPath();
  ctx.moveTo(IN.x, IN.y - 1);
  ctx.bezierCurveTo(-22, lid.upper1, 10, lid.upper2, OUT.x, OUT.y);
  ctx.stroke();
  // The inner corner.
  ctx.fillStyle = "rgba(226, 142, 130, .75)";
  ctx.beginPath();
  ctx.ellipse(IN.x + 3, IN.y, 5, 3.4, 0.2, 0, 2 * Math.PI);
  ctx.fill();
  ctx.restore();
}

function drawIris(ctx: CanvasRenderingContext2D, x: number, y: number, side: -1 | 1): void {
  const disc = (radius: number, fill: string | CanvasGradient, dx = 0, dy = 0): void => {
    ctx.fillStyle = fill;
    ctx.beginPath();
    ctx.arc(x + dx, y + dy, radius, 0, 2 * Math.PI);
    ctx.fill();
  };
  const brown = ctx.createRadialGradient(x, y + 7, 2, x, y, IRIS);
  brown.addColorStop(0, "#a06a42");
  brown.addColorStop(0.45, "#6b4029");
  brown.addColorStop(0.85, "#3a2119");
  brown.addColorStop(1, "#221310");
  disc(IRIS, brown);
  disc(8.2, "#150c0b");
  // Daylight from the hall's windows (upper left of the screen for both eyes), and its reflection below.
  disc(5.2, "rgba(255, 255, 255, .95)", side * -6, -7);
  disc(2.4, "rgba(255, 255, 255, .75)", side * 7, 6.5);
}

function drawLid(ctx: CanvasRenderingContext2D, lid: ReturnType<typeof lids>, eye: EyeState): void {
  const shut = Math.max(0, eye.lid);
  if (shut > 0.02) coverWithSkin(ctx, lid);
  // Upper lashes: a stroke that swells towards the outer corner and ends in a flick.
  ctx.fillStyle = "#2a1a18";
  ctx.beginPath();
  ctx.moveTo(IN.x - 1, IN.y + 0.5);
  ctx.bezierCurveTo(-22, lid.upper1 - 2.5, 10, lid.upper2 - 5, OUT.x + 2, OUT.y - 3.5);
  ctx.quadraticCurveTo(OUT.x + 6, OUT.y - 5 + 9 * shut, OUT.x + 10, OUT.y - 9 + 16 * shut);
  ctx.quadraticCurveTo(OUT.x + 6, OUT.y + 0.5 + 6 * shut, OUT.x, OUT.y + 2.4);
  ctx.bezierCurveTo(10, lid.upper2 + 1.6, -22, lid.upper1 + 0.6, IN.x - 1, IN.y + 0.5);
  ctx.fill();
  ctx.lineCap = "round";
  // The fold above (double eyelid) flattens as the eye shuts.
  ctx.strokeStyle = "rgba(150, 84, 66, .62)";
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.moveTo(IN.x + 3, mix(-7, -2, shut));
  ctx.bezierCurveTo(-20, mix(lid.upper1, -22, 0.55) - 8, 10, mix(lid.upper2, -27, 0.55) - 8, OUT.x + 5, OUT.y - 12 + 4 * shut);
  ctx.stroke();
  // Lower lashes: barely there.
  ctx.strokeStyle = "rgba(120, 66, 54, .5)";
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(OUT.x - 1, OUT.y + 2);
  ctx.bezierCurveTo(25, lid.lower2 + 0.8, -6, lid.lower1 + 1, IN.x + 8, IN.y + 4.5);
  ctx.stroke();
}

function coverWithSkin(ctx: CanvasRenderingContext2D, lid: ReturnType<typeof lids>): void {
  const skin = ctx.createLinearGradient(0, -24, 0, 16);
  skin.addColorStop(0, "#eec0a8");
  skin.addColorStop(1, SKIN.base);
  ctx.fillStyle = skin;
  ctx.beginPath();
  ctx.moveTo(IN.x, IN.y);
  ctx.bezierCurveTo(-22, -22, 10, -29, OUT.x, OUT.y);
  ctx.bezierCurveTo(10, lid.upper2, -22, lid.upper1, IN.x, IN.y);
  ctx.fill();
}

export function drawBrow(ctx: CanvasRenderingContext2D, side: -1 | 1, brow: BrowState): void {
  const inner = -53 - 13 * brow.inner + 9 * brow.down;
  const arch = -64 - 5 * brow.inner - 9 * brow.outer + 6 * brow.down;
  const tail = -50 - 9 * brow.outer + 2 * brow.down;
  ctx.save();
  ctx.scale(side, 1);
  const hair = ctx.createLinearGradient(26, 0, 112, 0);
  hair.addColorStop(0, "rgba(92, 66, 58, .12)");
  hair.addColorStop(0.22, "rgba(84, 60, 53, .68)");
  hair.addColorStop(0.6, "rgba(72, 51, 45, .84)");
  hair.addColorStop(1, "rgba(72, 51, 45, .7)");
  ctx.fillStyle = hair;
  ctx.beginPath();
  ctx.moveTo(28, inner + 4);
  ctx.bezierCurveTo(30, inner - 3, 38, inner - 5, 46, inner - 6);
  ctx.bezierCurveTo(64, arch - 1, 88, arch, 112, tail);
  ctx.bezierCurveTo(90, arch + 6.5, 66, arch + 8, 48, inner + 3);
  ctx.bezierCurveTo(40, inner + 4.5, 32, inner + 5, 28, inner + 4);
  ctx.fill();
  ctx.restore();
}
