/** The fifteen Oculus visemes as ARKit weights, for the gallery and the tests: plausible rows, like those of a hall. */

import type { Shape } from "../src/face/arkit";

type Recipe = Partial<Record<Shape, number>>;

const lr = (base: string, value: number): Recipe => ({ [`${base}Left`]: value, [`${base}Right`]: value });

export const VISEMES: Record<string, Recipe> = {
  sil: {},
  PP: { mouthClose: 0.08, jawOpen: 0.06, mouthRollLower: 0.3, mouthRollUpper: 0.3, ...lr("mouthPress", 0.5) },
  FF: { jawOpen: 0.08, mouthRollLower: 0.75, ...lr("mouthUpperUp", 0.45), ...lr("mouthLowerDown", 0.05) },
  TH: { jawOpen: 0.16, tongueOut: 0.6, ...lr("mouthUpperUp", 0.2), ...lr("mouthLowerDown", 0.3) },
  DD: { jawOpen: 0.14, tongueOut: 0.2, ...lr("mouthUpperUp", 0.2), ...lr("mouthLowerDown", 0.35), ...lr("mouthStretch", 0.15) },
  kk: { jawOpen: 0.2, ...lr("mouthUpperUp", 0.15), ...lr("mouthLowerDown", 0.25), ...lr("mouthStretch", 0.2) },
  CH: { jawOpen: 0.1, mouthFunnel: 0.55, mouthPucker: 0.15, ...lr("mouthUpperUp", 0.25), ...lr("mouthLowerDown", 0.3) },
  SS: { jawOpen: 0.05, ...lr("mouthStretch", 0.4), ...lr("mouthUpperUp", 0.3), ...lr("mouthLowerDown", 0.5), ...lr("mouthSmile", 0.1) },
  nn: { jawOpen: 0.13, tongueOut: 0.15, ...lr("mouthUpperUp", 0.15), ...lr("mouthLowerDown", 0.3) },
  RR: { jawOpen: 0.14, mouthFunnel: 0.35, mouthPucker: 0.25, ...lr("mouthLowerDown", 0.2) },
  aa: { jawOpen: 0.62, ...lr("mouthUpperUp", 0.25), ...lr("mouthLowerDown", 0.35), ...lr("mouthStretch", 0.1) },
  E: { jawOpen: 0.34, ...lr("mouthStretch", 0.4), ...lr("mouthUpperUp", 0.25), ...lr("mouthLowerDown", 0.35), ...lr("mouthSmile", 0.15) },
  ih: { jawOpen: 0.2, ...lr("mouthStretch", 0.5), ...lr("mouthUpperUp", 0.2), ...lr("mouthLowerDown", 0.35), ...lr("mouthSmile", 0.25) },
  oh: { jawOpen: 0.42, mouthFunnel: 0.55, mouthPucker: 0.25 },
  ou: { jawOpen: 0.16, mouthFunnel: 0.35, mouthPucker: 0.75 },
};
