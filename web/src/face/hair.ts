/** Hair in two layers, behind the head and before it: a soft side-parted bob, in head coordinates. */

import { tracedFace } from "./head";
import { HAIR } from "./palette";

type Point = readonly [number, number];
/** Control, control, end; and so on. */
type Curve = readonly Point[];

function bezier(ctx: CanvasRenderingContext2D, curve: Curve): void {
  for (let i = 0; i + 2 < curve.length; i += 3) {
    const [a, b, c] = [curve[i]!, curve[i + 1]!, curve[i + 2]!];
    ctx.bezierCurveTo(a[0], a[1], b[0], b[1], c[0], c[1]);
  }
}

export function drawBackHair(ctx: CanvasRenderingContext2D): void {
  const fill = ctx.createLinearGradient(0, -230, 0, 240);
  fill.addColorStop(0, HAIR.base);
  fill.addColorStop(0.6, "#231a1a");
  fill.addColorStop(1, HAIR.deep);
  ctx.fillStyle = fill;
  ctx.beginPath();
  ctx.moveTo(0, -234);
  // Down the right, in at the tips, across behind the neck, and up the left: no two tips alike.
  bezier(ctx, [[108, -236], [176, -168], [182, -52], [186, 40], [196, 112], [184, 168], [176, 204], [150, 226], [112, 232]]);
  bezier(ctx, [[126, 222], [134, 212], [136, 200], [112, 226], [84, 226], [66, 214], [30, 206], [-30, 206], [-62, 214]]);
  bezier(ctx, [[-84, 230], [-112, 232], [-132, 208], [-132, 220], [-124, 232], [-104, 242], [-148, 238], [-178, 210], [-186, 168]]);
  bezier(ctx, [[-200, 104], [-188, 36], [-184, -52], [-178, -170], [-112, -236], [0, -234]]);
  ctx.fill();
}

/** The part is on the viewer's right: a long sweep to the left, a short one to the right. Both run from part to tip. */
const PART: Point = [40, -212];
const LEFT_TIP: Point = [-126, 214];
const RIGHT_TIP: Point = [128, 204];
const SWEEP_OUT: Curve = [[-52, -258], [-174, -214], [-184, -54], [-190, 30], [-206, 110], [-184, 160], [-174, 190], [-152, 208], LEFT_TIP];
const SWEEP_IN: Curve = [[44, -118], [-66, -116], [-116, -42], [-146, 4], [-128, 70], [-124, 112], [-122, 150], [-112, 182], LEFT_TIP];
const SHORT_OUT: Curve = [[102, -236], [172, -184], [182, -54], [186, 30], [200, 106], [182, 156], [172, 184], [152, 200], RIGHT_TIP];
const SHORT_IN: Curve = [[40, -124], [108, -116], [126, -40], [146, 8], [130, 70], [126, 108], [124, 146], [114, 176], RIGHT_TIP];

export function drawFrontHair(ctx: CanvasRenderingContext2D): void {
  drawShadow(ctx);
  drawSide(ctx, SHORT_OUT, SHORT_IN, 1);
  drawSide(ctx, SWEEP_OUT, SWEEP_IN, -1);
  drawWisps(ctx);
}

/** The hair's shadow falls on the face, and on nothing beside it. */
function drawShadow(ctx: CanvasRenderingContext2D): void {
  ctx.save();
  tracedFace(ctx, 0);
  ctx.clip();
  ctx.shadowColor = "rgba(128, 66, 46, .5)";
  ctx.shadowBlur = 18;
  ctx.shadowOffsetY = 7;
  ctx.fillStyle = HAIR.base;
  for (const [out, inner] of [[SWEEP_OUT, SWEEP_IN], [SHORT_OUT, SHORT_IN]] as const) {
    tracedSide(ctx, out, inner);
    ctx.fill();
  }
  ctx.restore();
}

function drawSide(ctx: CanvasRenderingContext2D, out: Curve, inner: Curve, side: 1 | -1): void {
  ctx.save();
  tracedSide(ctx, out, inner);
  const fill = ctx.createLinearGradient(side * 10, -230, side * 170, 210);
  fill.addColorStop(0, "#4a3531");
  fill.addColorStop(0.3, "#33252a");
  fill.addColorStop(0.65, HAIR.base);
  fill.addColorStop(1, HAIR.deep);
  ctx.fillStyle = fill;
  ctx.fill();
  ctx.clip();
  drawStrands(ctx, out, inner);
  drawShine(ctx, out, inner, side);
  ctx.restore();
}

function tracedSide(ctx: CanvasRenderingContext2D, out: Curve, inner: Curve): void {
  ctx.beginPath();
  ctx.moveTo(...PART);
  bezier(ctx, out);
  // Back along the inner edge: the same points, read from the tip.
  const back = [...inner].reverse().slice(1);
  bezier(ctx, [...back, PART]);
  ctx.closePath();
}

/** The curve a share `t` of the way from the outer edge to the inner one. */
function between(out: Curve, inner: Curve, t: number): Point[] {
  return out.map((o, k): Point => [o[0] + (inner[k]![0] - o[0]) * t, o[1] + (inner[k]![1] - o[1]) * t]);
}

function drawStrands(ctx: CanvasRenderingContext2D, out: Curve, inner: Curve): void {
  const count = 17;
  ctx.lineCap = "round";
  for (let i = 1; i < count; i++) {
    const t = i / count;
    // Not evenly combed: each strand strays a little from its neighbours.
    const stray = t + 0.018 * Math.sin(i * 2.7);
    ctx.strokeStyle = i % 3 === 0 ? "rgba(150, 112, 96, .2)" : i % 3 === 1 ? "rgba(12, 7, 8, .3)" : "rgba(112, 82, 72, .14)";
    ctx.lineWidth = i % 3 === 1 ? 3.4 : 2.2;
    ctx.beginPath();
    ctx.moveTo(...PART);
    bezier(ctx, between(out, inner, stray));
    ctx.stroke();
  }
}

/** A soft ring of daylight around the crown, and a glint where the sides turn in. */
function drawShine(ctx: CanvasRenderingContext2D, out: Curve, inner: Curve, side: 1 | -1): void {
  ctx.save();
  ctx.lineCap = "round";
  const band = ctx.createLinearGradient(0, -208, 0, -20);
  band.addColorStop(0, "rgba(226, 184, 160, 0)");
  band.addColorStop(0.32, `rgba(226, 184, 160, ${side < 0 ? 0.5 : 0.3})`);
  band.addColorStop(0.62, `rgba(214, 170, 146, ${side < 0 ? 0.22 : 0.16})`);
  band.addColorStop(1, "rgba(214, 170, 146, 0)");
  ctx.strokeStyle = band;
  for (let i = 1; i <= 7; i++) {
    ctx.lineWidth = 5 + 3 * (i % 3);
    ctx.globalAlpha = 0.35 + 0.25 * (i % 2);
    ctx.beginPath();
    ctx.moveTo(...PART);
    bezier(ctx, between(out, inner, 0.18 + 0.085 * i).slice(0, 3));
    ctx.stroke();
  }
  const low = ctx.createLinearGradient(0, 40, 0, 190);
  low.addColorStop(0, "rgba(170, 128, 110, 0)");
  low.addColorStop(0.5, "rgba(170, 128, 110, .3)");
  low.addColorStop(1, "rgba(170, 128, 110, 0)");
  ctx.strokeStyle = low;
  for (const t of [0.24, 0.36, 0.46]) {
    ctx.globalAlpha = 0.8;
    ctx.lineWidth = 6;
    ctx.beginPath();
    ctx.moveTo(...PART);
    bezier(ctx, between(out, inner, t));
    ctx.stroke();
  }
  ctx.restore();
}

/** A few hairs that have left the fringe: what tells hair from a helmet. */
function drawWisps(ctx: CanvasRenderingContext2D): void {
  const wisps: [Point, Point, Point, Point, number][] = [
    [[14, -150], [-44, -118], [-88, -84], [-110, -20], 4],
    [[-20, -136], [-62, -104], [-104, -70], [-122, -4], 6],
    [[50, -150], [86, -122], [112, -84], [121, -26], 5],
    [[70, -132], [104, -104], [120, -66], [127, -14], 5],
  ];
  ctx.fillStyle = "#35262a";
  for (const [a, b, c, d, width] of wisps) {
    ctx.beginPath();
    ctx.moveTo(...a);
    ctx.bezierCurveTo(...b, ...c, ...d);
    ctx.bezierCurveTo(c[0] + width, c[1] - width, b[0] + width, b[1] - width, ...a);
    ctx.fill();
  }
}
