/** A pad that a finger, a pen or a mouse draws on: the strokes, without a DOM. Coordinates 0..1 of the pad's own size. */

export interface Point {
  x: number;
  y: number;
}

/** Shorter than this in all (pad widths) is a touch by accident, not a name. */
const SHORTEST = 0.12;
/** Points kept at most: minutes of drawing. */
const MOST = 20_000;

export class Strokes {
  private readonly lines: Point[][] = [];
  private points = 0;

  get drawn(): readonly (readonly Point[])[] {
    return this.lines;
  }

  /** Whether enough was drawn to be a name. */
  get signed(): boolean {
    return this.length() >= SHORTEST;
  }

  begin(at: Point): void {
    if (this.points < MOST) this.lines.push([at]);
    this.points += 1;
  }

  go(to: Point): void {
    if (this.points < MOST) this.lines[this.lines.length - 1]?.push(to);
    this.points += 1;
  }

  clear(): void {
    this.lines.length = 0;
    this.points = 0;
  }

  private length(): number {
    let sum = 0;
    for (const line of this.lines) for (let i = 1; i < line.length; i++) sum += Math.hypot(line[i]!.x - line[i - 1]!.x, line[i]!.y - line[i - 1]!.y);
    return sum;
  }
}

/** Paints the strokes black on white. `width`: of a line, in pixels. */
export function paint(context: CanvasRenderingContext2D, strokes: Strokes, width: number): void {
  const { width: w, height: h } = context.canvas;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, w, h);
  context.strokeStyle = context.fillStyle = "#000";
  context.lineWidth = width;
  context.lineCap = context.lineJoin = "round";
  for (const line of strokes.drawn) {
    context.beginPath();
    line.forEach(({ x, y }, i) => (i === 0 ? context.moveTo(x * w, y * h) : context.lineTo(x * w, y * h)));
    if (line.length === 1) context.arc(line[0]!.x * w, line[0]!.y * h, width / 2, 0, 7);
    context.stroke();
  }
}
