import { describe, expect, it } from "vitest";
import { VISEMES } from "../../dev/visemes";
import { ARKIT, restWeights, RowReader, type Weights } from "../../src/face/arkit";
import { lipGap, mouthShape } from "../../src/face/mouth-shape";

function weights(recipe: Partial<Weights>): Weights {
  return { ...restWeights(), ...recipe };
}

const of = (name: string): Weights => weights(VISEMES[name]!);
const width = (name: string): number => mouthShape(of(name)).right.x - mouthShape(of(name)).left.x;

describe("the mouth", () => {
  it("meets for silence and for b, p, m", () => {
    expect(lipGap(of("sil"))).toBe(0);
    expect(lipGap(of("PP"))).toBe(0);
    expect(mouthShape(of("PP")).upperEdge).toBe(mouthShape(of("PP")).lowerEdge);
  });

  it("meets whenever mouthClose undoes the jaw, however far it is open", () => {
    for (let jaw = 0; jaw <= 1; jaw += 0.05) expect(lipGap(weights({ jawOpen: jaw, mouthClose: jaw }))).toBe(0);
  });

  it("opens more with the jaw, without a jump", () => {
    let before = 0;
    for (let jaw = 0; jaw <= 1; jaw += 0.01) {
      const gap = lipGap(weights({ jawOpen: jaw }));
      expect(gap).toBeGreaterThanOrEqual(before);
      expect(gap - before).toBeLessThan(1.3);
      before = gap;
    }
  });

  it("is widest for ih, narrowest for ou, most open for aa", () => {
    const names = Object.keys(VISEMES);
    expect(names.reduce((a, b) => (width(a) <= width(b) ? a : b))).toBe("ou");
    expect(width("ih")).toBeGreaterThan(width("sil"));
    expect(names.reduce((a, b) => (lipGap(of(a)) >= lipGap(of(b)) ? a : b))).toBe("aa");
  });

  it("tucks the lower lip under the upper teeth for f", () => {
    const f = mouthShape(of("FF"));
    expect(f.lowerThick).toBeLessThan(mouthShape(of("sil")).lowerThick * 0.6);
    expect(f.lowerEdge).toBeLessThan(f.upperTeeth + 6);
  });

  it("shows the tongue's tip for th only", () => {
    expect(Object.keys(VISEMES).filter((name) => mouthShape(of(name)).tongueTip > 0.3)).toEqual(["TH"]);
  });

  it("stays a mouth for any weights at all", () => {
    let seed = 7;
    const random = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;
    for (let i = 0; i < 2000; i++) {
      const m = mouthShape(Object.fromEntries(ARKIT.map((name) => [name, random()])) as Weights);
      expect(m.lowerEdge).toBeGreaterThanOrEqual(m.upperEdge);
      expect(m.right.x - m.left.x).toBeGreaterThanOrEqual(28);
      expect(m.upperThick).toBeGreaterThan(1);
      expect(m.lowerThick).toBeGreaterThan(1);
    }
  });
});

describe("rows", () => {
  it("are read by the hall's column names, in whatever order", () => {
    const w = restWeights();
    new RowReader(["tongueOut", "unknown", "jawOpen"]).read([0.25, 9, 0.5], w);
    expect(w.tongueOut).toBe(0.25);
    expect(w.jawOpen).toBe(0.5);
    expect(ARKIT).toHaveLength(52);
    expect([...ARKIT].sort()).toEqual([...ARKIT]);
  });
});
