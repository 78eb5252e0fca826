import { describe, expect, it } from "vitest";
import { Release } from "../src/release";

function after(...builds: string[]): boolean {
  const release = new Release();
  for (const build of builds) release.met(build);
  return release.stale;
}

describe("a page that stays open over an upgrade", () => {
  it("is stale when the hall serves another build", () => expect(after("a", "b")).toBe(true));
  it("is not when the hall comes back as it was", () => expect(after("a", "a")).toBe(false));
  it("is not when the upgrade was taken back", () => expect(after("a", "b", "a")).toBe(false));
  it("says nothing of a hall that does not tell", () => expect(after("", "a", "")).toBe(false));
});
