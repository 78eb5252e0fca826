/** Small validators: they take what JSON gave and return it typed, or throw a `WireError` that says where and why. */

export class WireError extends Error {
  override name = "WireError";
}

export type Json = Record<string, unknown>;

function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return value === undefined ? "nothing" : typeof value;
}

export function fail(path: string, wanted: string, got: unknown): never {
  throw new WireError(`${path}: expected ${wanted}, got ${describe(got)}`);
}

export function object(value: unknown, path: string): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) fail(path, "an object", value);
  return value as Json;
}

export function str(of: Json, key: string, path: string): string {
  const value = of[key];
  return typeof value === "string" ? value : fail(`${path}.${key}`, "a string", value);
}

/** A string that may be missing; empty counts as missing. */
export function maybeStr(of: Json, key: string, path: string): string | undefined {
  const value = of[key];
  if (value === undefined || value === null || value === "") return undefined;
  return typeof value === "string" ? value : fail(`${path}.${key}`, "a string", value);
}

export function bool(of: Json, key: string, path: string): boolean {
  const value = of[key];
  return typeof value === "boolean" ? value : fail(`${path}.${key}`, "a boolean", value);
}

/** A whole number from 0: sample indices, counts, identifiers. */
export function count(of: Json, key: string, path: string): number {
  const value = of[key];
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  return fail(`${path}.${key}`, "a whole number from 0", value);
}

export function oneOf<T extends string>(of: Json, key: string, words: readonly T[], path: string): T {
  const value = of[key];
  if (typeof value === "string" && (words as readonly string[]).includes(value)) return value as T;
  return fail(`${path}.${key}`, `one of ${words.join(", ")}`, value);
}

export function list<T>(of: Json, key: string, path: string, item: (value: unknown, path: string) => T): T[] {
  const value = of[key];
  if (!Array.isArray(value)) return fail(`${path}.${key}`, "a list", value);
  return value.map((each, i) => item(each, `${path}.${key}[${i}]`));
}
