/**
 * The 2D clerk. What does not move is painted once and carried; and of the two canvases only the small one, with the
 * head, is painted every frame: a kiosk without a graphics card spends its time on pixels touched.
 */

import { both, restWeights, RowReader, type Weights } from "./arkit";
import { drawBody } from "./body";
import { drawBrow, drawEye } from "./eyes";
import { drawBackHair, drawFrontHair } from "./hair";
import { drawCheeks, drawFolds, drawNose, drawSkin } from "./head";
import { Life, type Posture } from "./life";
import { drawMouth } from "./mouth";
import { mouthShape } from "./mouth-shape";
import type { FaceRenderer, Mood } from "./renderer";
import type { GestureName } from "../wire/control";

/** The figure's own space: head coordinates moved to here. */
export const SPACE = { width: 1000, height: 1180, headX: 500, headY: 372 };
/** Point the head turns about: the top of the neck. */
const PIVOT_Y = 170;
/** The part of the space the head can reach, in head coordinates. */
const HEAD_BOX = { x: -260, y: -310, width: 520, height: 660 };
/** The body is painted anew when it has moved by this much (device pixels). */
const BODY_STEP = 0.35;
/** More device pixels than this cost a weak kiosk its 60 frames a second and show nothing. */
const MOST_PIXELS = 2_200_000;

interface Layer {
  canvas: HTMLCanvasElement;
  x: number;
  y: number;
  width: number;
  height: number;
}

export class Clerk implements FaceRenderer {
  private readonly under = document.createElement("canvas");
  private readonly over = document.createElement("canvas");
  private readonly underCtx = this.under.getContext("2d")!;
  private readonly ctx = this.over.getContext("2d")!;
  private readonly weights: Weights = restWeights();
  private readonly life: Life;
  private reader = new RowReader();
  private host: HTMLElement | null = null;
  private observer: ResizeObserver | null = null;
  private scale = 0;
  /** The head's origin on the upper canvas, in its pixels. */
  private head = { x: 0, y: 0 };
  private bodyAt = { breath: NaN, sink: NaN };
  private body: Layer | null = null;
  private backHair: Layer | null = null;
  private frontHair: Layer | null = null;

  constructor(life?: Life) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0.25 : 1;
    this.life = life ?? new Life(Math.random, calm);
  }

  mount(host: HTMLElement): void {
    this.host = host;
    host.append(this.under, this.over);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(host);
    this.resize();
  }

  columns(names: readonly string[]): void {
    this.reader = new RowReader(names);
  }

  gesture(name: GestureName, now: number): void {
    this.life.gesture(name, now);
  }

  resize(): void {
    if (this.host === null) return;
    const { clientWidth: width, clientHeight: height } = this.host;
    if (width === 0 || height === 0) return;
    const fit = Math.min(width / SPACE.width, height / SPACE.height);
    const most = Math.sqrt(MOST_PIXELS / (SPACE.width * SPACE.height)) / fit;
    const density = Math.min(devicePixelRatio || 1, 2, most);
    if (fit * density === this.scale) return;
    this.scale = fit * density;
    // Whole pixels, so that the canvases lie on the screen's own grid.
    place(this.under, { x: 0, y: 0, width, height }, density);
    const x = Math.floor((SPACE.headX + HEAD_BOX.x) * fit);
    const y = Math.floor((SPACE.headY + HEAD_BOX.y) * fit);
    place(this.over, { x, y, width: Math.ceil(HEAD_BOX.width * fit), height: Math.ceil(HEAD_BOX.height * fit) }, density);
    this.head = { x: SPACE.headX * this.scale - x * density, y: SPACE.headY * this.scale - y * density };
    this.bodyAt = { breath: NaN, sink: NaN };
    this.body = this.paint({ x: -430, y: 100, width: 860, height: 740 }, drawBody);
    this.backHair = this.paint({ x: -230, y: -260, width: 460, height: 540 }, drawBackHair);
    this.frontHair = this.paint({ x: -230, y: -270, width: 460, height: 520 }, drawFrontHair);
  }

  draw(row: Float32Array, mood: Mood, now: number): void {
    if (this.body === null || this.backHair === null || this.frontHair === null) return;
    this.reader.read(row, this.weights);
    const cards = innerWidth > innerHeight ? "right" : "below";
    const posture = this.life.live(mood, this.weights.jawOpen, cards, now);
    this.addLife(posture);
    this.moveBody(posture);
    const { ctx, scale } = this;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, this.over.width, this.over.height);
    ctx.setTransform(scale, 0, 0, scale, this.head.x, this.head.y);
    ctx.save();
    ctx.translate(0, this.bodyAt.sink);
    this.inHead(posture, 0.35, () => this.put(this.backHair!));
    this.putBody(ctx);
    this.inHead(posture, 1, () => this.drawHead(posture));
    ctx.restore();
  }

  dispose(): void {
    this.observer?.disconnect();
    this.under.remove();
    this.over.remove();
    this.host = null;
  }

  /** Breath and bow: the lower canvas follows in steps too small to see; the upper one then paints the same neck. */
  private moveBody(p: Posture): void {
    // A full breath lifts the shoulders by about 3 units.
    const moved = Math.abs(p.sink - this.bodyAt.sink) + 3 * Math.abs(p.breath - this.bodyAt.breath);
    // Not a number at first: paint.
    if (moved * this.scale < BODY_STEP) return;
    this.bodyAt = { breath: p.breath, sink: p.sink };
    const { underCtx: ctx, scale } = this;
    ctx.setTransform(scale, 0, 0, scale, 0, 0);
    ctx.clearRect(0, 0, SPACE.width, SPACE.height);
    ctx.translate(SPACE.headX, SPACE.headY + p.sink);
    this.putBody(ctx);
  }

  private putBody(ctx: CanvasRenderingContext2D): void {
    const { breath } = this.bodyAt;
    const body = this.body!;
    ctx.save();
    ctx.translate(0, 640);
    ctx.scale(1 + 0.0035 * breath, 1 + 0.006 * breath);
    ctx.translate(0, -640);
    ctx.drawImage(body.canvas, body.x, body.y, body.width, body.height);
    ctx.restore();
  }

  /** The smile and the brows of the mood join the row's; the eyes are all the figure's own. */
  private addLife(posture: Posture): void {
    const w = this.weights;
    // A speaking mouth keeps its shape: the smile yields to rounding and opening.
    const smile = posture.smile * (1 - 0.75 * Math.min(1, w.mouthPucker + w.mouthFunnel)) * (1 - 0.4 * w.jawOpen);
    w.mouthSmileLeft = Math.min(1, w.mouthSmileLeft + smile * 0.96);
    w.mouthSmileRight = Math.min(1, w.mouthSmileRight + smile);
    w.browInnerUp = Math.min(1, w.browInnerUp + posture.browUp * 0.6 + posture.browSad);
    w.browOuterUpLeft = Math.min(1, w.browOuterUpLeft + posture.browUp);
    w.browOuterUpRight = Math.min(1, w.browOuterUpRight + posture.browUp);
    w.cheekSquintLeft = Math.max(w.cheekSquintLeft, 0.7 * w.mouthSmileLeft);
    w.cheekSquintRight = Math.max(w.cheekSquintRight, 0.7 * w.mouthSmileRight);
  }

  /** Runs `paint` in the head's place; `depth` 0..1 = how much of the turn this layer takes part in. */
  private inHead(p: Posture, depth: number, paint: () => void): void {
    const { ctx } = this;
    ctx.save();
    ctx.translate(p.x, p.y + 10 * p.pitch);
    ctx.translate(0, PIVOT_Y);
    ctx.rotate(p.roll);
    ctx.translate(p.yaw * 9 * depth, 0);
    ctx.scale(1, 1 - 0.022 * Math.abs(p.pitch));
    ctx.translate(0, -PIVOT_Y);
    paint();
    ctx.restore();
  }

  private drawHead(p: Posture): void {
    const { ctx, weights: w } = this;
    const smile = both(w, "mouthSmileLeft", "mouthSmileRight");
    drawSkin(ctx, w.jawOpen, w.cheekPuff);
    // What stands out of the face moves more when it turns.
    ctx.save();
    ctx.translate(11 * p.yaw, 9 * p.pitch);
    drawCheeks(ctx, smile);
    drawFolds(ctx, smile, w.jawOpen);
    drawMouth(ctx, mouthShape(w));
    this.drawEyes(p);
    ctx.translate(5 * p.yaw, 3 * p.pitch);
    drawNose(ctx, both(w, "noseSneerLeft", "noseSneerRight"));
    ctx.restore();
    ctx.save();
    ctx.translate(4 * p.yaw, 4 * p.pitch);
    this.put(this.frontHair!);
    ctx.restore();
    ctx.save();
    ctx.translate(10 * p.yaw, 8 * p.pitch);
    drawBrow(ctx, 1, { inner: w.browInnerUp, outer: w.browOuterUpLeft, down: w.browDownLeft });
    drawBrow(ctx, -1, { inner: w.browInnerUp, outer: w.browOuterUpRight, down: w.browDownRight });
    ctx.restore();
  }

  private drawEyes(p: Posture): void {
    const w = this.weights;
    const gaze = { x: p.gazeX - 0.35 * p.yaw, y: p.gazeY - 0.3 * p.pitch };
    const lid = (blink: number, wide: number, squint: number): number =>
      Math.min(1, Math.max(p.blink, blink, 0.55 * Math.max(0, p.gazeY)) + 0.12 * squint) - 0.25 * wide * (1 - p.blink);
    const squintL = Math.max(w.eyeSquintLeft, 0.8 * w.cheekSquintLeft);
    const squintR = Math.max(w.eyeSquintRight, 0.8 * w.cheekSquintRight);
    drawEye(this.ctx, 1, { lid: lid(w.eyeBlinkLeft, w.eyeWideLeft, squintL), squint: squintL, ...gaze });
    drawEye(this.ctx, -1, { lid: lid(w.eyeBlinkRight, w.eyeWideRight, squintR), squint: squintR, ...gaze });
  }

  private paint(box: Omit<Layer, "canvas">, draw: (ctx: CanvasRenderingContext2D) => void): Layer {
    const canvas = document.createElement("canvas");
    canvas.width = Math.ceil(box.width * this.scale);
    canvas.height = Math.ceil(box.height * this.scale);
    const ctx = canvas.getContext("2d")!;
    ctx.setTransform(this.scale, 0, 0, this.scale, -box.x * this.scale, -box.y * this.scale);
    draw(ctx);
    return { canvas, ...box };
  }

  private put(layer: Layer): void {
    this.ctx.drawImage(layer.canvas, layer.x, layer.y, layer.width, layer.height);
  }
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Puts a canvas over a part of its host, in CSS pixels. */
function place(canvas: HTMLCanvasElement, box: Box, density: number): void {
  canvas.width = Math.round(box.width * density);
  canvas.height = Math.round(box.height * density);
  const { style } = canvas;
  style.position = "absolute";
  style.left = `${box.x}px`;
  style.top = `${box.y}px`;
  style.width = `${box.width}px`;
  style.height = `${box.height}px`;
}
