/** ARKit's 52 blend shapes (Apple, ARFaceAnchor.BlendShapeLocation), alphabetical, and rows with names on them. */

export const ARKIT = [
  "browDownLeft", "browDownRight", "browInnerUp", "browOuterUpLeft", "browOuterUpRight",
  "cheekPuff", "cheekSquintLeft", "cheekSquintRight",
  "eyeBlinkLeft", "eyeBlinkRight", "eyeLookDownLeft", "eyeLookDownRight", "eyeLookInLeft", "eyeLookInRight",
  "eyeLookOutLeft", "eyeLookOutRight", "eyeLookUpLeft", "eyeLookUpRight",
  "eyeSquintLeft", "eyeSquintRight", "eyeWideLeft", "eyeWideRight",
  "jawForward", "jawLeft", "jawOpen", "jawRight",
  "mouthClose", "mouthDimpleLeft", "mouthDimpleRight", "mouthFrownLeft", "mouthFrownRight", "mouthFunnel",
  "mouthLeft", "mouthLowerDownLeft", "mouthLowerDownRight", "mouthPressLeft", "mouthPressRight", "mouthPucker",
  "mouthRight", "mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper",
  "mouthSmileLeft", "mouthSmileRight", "mouthStretchLeft", "mouthStretchRight",
  "mouthUpperUpLeft", "mouthUpperUpRight", "noseSneerLeft", "noseSneerRight", "tongueOut",
] as const;

export type Shape = (typeof ARKIT)[number];
export type Weights = Record<Shape, number>;

export function restWeights(): Weights {
  return Object.fromEntries(ARKIT.map((name) => [name, 0])) as Weights;
}

/** Reads rows whose columns are named by the hall into named weights; columns it did not name stay 0. */
export class RowReader {
  private places: (readonly [Shape, number])[];

  constructor(columns: readonly string[] = ARKIT) {
    this.places = ARKIT.map((name) => [name, columns.indexOf(name)] as const).filter(([, at]) => at >= 0);
  }

  read(row: ArrayLike<number>, into: Weights): void {
    for (const [name, at] of this.places) into[name] = row[at] ?? 0;
  }
}

/** Smallest to largest of a pair of sides: many shapes come as left and right. */
export function both(weights: Weights, left: Shape, right: Shape): number {
  return (weights[left] + weights[right]) / 2;
}
