/** The figure's colours. */

export const SKIN = {
  base: "#f8d9c3",
  light: "#ffeadb",
  shade: "#eabb9f",
  deep: "#cf8f74",
  blush: "238, 134, 118",
} as const;

export const HAIR = { base: "#2c2120", deep: "#181112", mid: "#463230", light: "#8a6454" } as const;

export const LIPS = { upper: "#c4605c", upperLight: "#d57a73", lower: "#da7d75", lowerLight: "#efa79b", line: "#86383c" } as const;

export const CLOTH = {
  coat: "#14586a",
  coatLight: "#22778a",
  coatDeep: "#0b3a49",
  seam: "#0a303d",
  shirt: "#fdfcf8",
  shirtShade: "#d8e0e2",
  scarf: "#d4654f",
  scarfLight: "#ee957b",
  scarfDeep: "#a9432f",
  gold: "#e9c891",
} as const;
