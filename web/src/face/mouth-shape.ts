/**
 * From ARKit weights to the outlines of a mouth, in head coordinates (origin between the eyes, y down, 1 unit about
 * 0.55 mm of a real face). Pure numbers: what is drawn with them is `mouth.ts`.
 */

import { both, type Weights } from "./arkit";

/** Where the lips meet at rest. */
export const MOUTH_Y = 124;
const HALF_WIDTH = 44.5;
/** How far a fully open jaw takes lower lip and chin. */
const LIP_DROP = 52;
export const CHIN_DROP = 34;

export interface Corner {
  x: number;
  y: number;
}

export interface MouthShape {
  /** Sideways shift of the whole mouth. */
  shift: number;
  left: Corner;
  right: Corner;
  /** Lower edge of the upper lip and upper edge of the lower lip, at the middle. Equal = the lips meet. */
  upperEdge: number;
  lowerEdge: number;
  upperThick: number;
  lowerThick: number;
  /** 0 = an almond-shaped opening, 1 = a round one. */
  round: number;
  /** Lower edge of the upper teeth (they belong to the skull) and upper edge of the lower ones (to the jaw). */
  upperTeeth: number;
  lowerTeeth: number;
  /** Top of the tongue's back, and how far its tip comes forward (0..1). */
  tongue: number;
  tongueTip: number;
  jaw: number;
}

const clamp = (value: number, low = 0, high = 1): number => Math.max(low, Math.min(high, value));

/** The distance between the lips. `mouthClose` undoes `jawOpen` (Apple: "closure of the lips independent of jaw position"). */
export function lipGap(w: Weights): number {
  const shut = clamp(2.2 * w.mouthClose + 1.2 * both(w, "mouthPressLeft", "mouthPressRight"));
  const jaw = clamp(w.jawOpen - w.mouthClose) * LIP_DROP;
  const drawn = 7 * both(w, "mouthUpperUpLeft", "mouthUpperUpRight") + 9 * both(w, "mouthLowerDownLeft", "mouthLowerDownRight");
  const rounded = 7 * w.mouthFunnel + 3 * w.mouthPucker * clamp(4 * w.jawOpen);
  const tucked = 5 * w.mouthRollLower + 2 * w.mouthRollUpper;
  const gap = jaw + (drawn + rounded) * (1 - shut) - tucked;
  return gap < 0.6 ? 0 : gap;
}

export function mouthShape(w: Weights): MouthShape {
  const gap = lipGap(w);
  const smile = both(w, "mouthSmileLeft", "mouthSmileRight");
  const press = both(w, "mouthPressLeft", "mouthPressRight");
  const purse = w.mouthPucker + 0.7 * w.mouthFunnel;
  const up = both(w, "mouthUpperUpLeft", "mouthUpperUpRight");
  // Jaw open behind closed lips: the lips sink a little with it.
  const middle = MOUTH_Y + 12 * Math.min(w.jawOpen, w.mouthClose) - 3 * smile + 2 * w.mouthRollLower;
  const upperEdge = middle - 6 * up - 2.5 * w.mouthFunnel - 0.1 * gap - 3 * w.mouthShrugUpper * (gap > 0 ? 1 : 0);
  const full = 1 + 0.32 * w.mouthPucker + 0.3 * w.mouthFunnel;
  const shift = 7 * (w.mouthLeft - w.mouthRight) + 5 * (w.jawLeft - w.jawRight);
  return {
    shift,
    left: corner(w, -1, middle, gap),
    right: corner(w, 1, middle, gap),
    upperEdge,
    lowerEdge: upperEdge + gap,
    upperThick: 10.5 * (1 - 0.62 * w.mouthRollUpper) * (1 - 0.3 * press) * (1 - 0.16 * smile) * full,
    lowerThick: 14.5 * (1 - 0.62 * w.mouthRollLower) * (1 - 0.3 * press) * (1 - 0.12 * smile) * full,
    round: clamp(0.15 + 0.75 * purse + 0.45 * w.jawOpen - 0.3 * both(w, "mouthStretchLeft", "mouthStretchRight")),
    upperTeeth: MOUTH_Y + 6.5 - 9 * clamp(purse) - 1.5 * smile,
    lowerTeeth: MOUTH_Y + 8.5 + 46 * clamp(w.jawOpen - 0.04) + 6 * clamp(purse),
    tongue: MOUTH_Y + 8 + 34 * w.jawOpen - 7 * clamp(2 * w.tongueOut),
    tongueTip: clamp(w.tongueOut),
    jaw: w.jawOpen,
  };
}

function corner(w: Weights, side: -1 | 1, middle: number, gap: number): Corner {
  // ARKit's left is the figure's left: on the viewer's right, where x is positive.
  const [smile, stretch, dimple, frown] =
    side > 0
      ? [w.mouthSmileLeft, w.mouthStretchLeft, w.mouthDimpleLeft, w.mouthFrownLeft]
      : [w.mouthSmileRight, w.mouthStretchRight, w.mouthDimpleRight, w.mouthFrownRight];
  const spread = 10 * smile + 9 * stretch + 4 * dimple - 22 * w.mouthPucker - 14 * w.mouthFunnel - 5 * w.jawOpen;
  const half = Math.max(14, HALF_WIDTH + spread);
  // At rest the corners stand a touch above the middle: a closed mouth must not look cross.
  const y = middle - 2.5 + 0.3 * gap - 11 * smile - 2 * dimple + 9 * frown + 2 * stretch;
  return { x: side * half, y };
}
