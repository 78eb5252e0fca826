/** The console's API, typed by its OpenAPI description (`npm run api` writes `schema.d.ts` from the routes of the hall). */

import { request, type Method, type Query } from "./http";
import type { components, paths } from "./schema";

type Schemas = components["schemas"];
export type Me = Schemas["Me"];
export type Permission = Schemas["Permission"];
export type Role = Schemas["Role"];

type Lower<M extends Method> = Lowercase<M> & ("get" | "post" | "put" | "patch" | "delete");
/** Routes that take this method. */
export type PathOf<M extends Method> = { [P in keyof paths]: paths[P] extends { readonly [K in Lower<M>]: object } ? P : never }[keyof paths] & string;
type Operation<M extends Method, P extends PathOf<M>> = paths[P] extends { readonly [K in Lower<M>]: infer O } ? O : never;

export type BodyOf<M extends Method, P extends PathOf<M>> = Operation<M, P> extends { readonly requestBody: { readonly content: { readonly "application/json": infer B } } } ? B : undefined;
export type AnswerOf<M extends Method, P extends PathOf<M>> = Operation<M, P> extends { readonly responses: { readonly 200: { readonly content: { readonly "application/json": infer A } } } } ? A : null;
type QueryOf<M extends Method, P extends PathOf<M>> = Operation<M, P> extends { readonly parameters: { readonly query?: infer Q } } ? ([Q] extends [never] ? never : NonNullable<Q>) : never;

type Options<M extends Method, P extends PathOf<M>> = {
  /** Values of the `{holes}` of the path. */
  readonly at?: Readonly<Record<string, string | number>>;
  readonly query?: QueryOf<M, P>;
  readonly background?: boolean;
  /** Of a change that must not be made twice (`keyOf`). */
  readonly key?: string;
  readonly keepalive?: boolean;
} & (BodyOf<M, P> extends undefined ? { readonly body?: undefined } : { readonly body: BodyOf<M, P> });

/** Calls one route. Raises `ApiError`. */
export async function call<M extends Method, P extends PathOf<M>>(method: M, path: P, ...[options]: BodyOf<M, P> extends undefined ? [options?: Options<M, P>] : [options: Options<M, P>]): Promise<AnswerOf<M, P>> {
  const { at, query, body, background, key, keepalive } = (options ?? {}) as { at?: Readonly<Record<string, string | number>>; query?: Query; body?: unknown; background?: boolean; key?: string; keepalive?: boolean };
  const given = { ...(query === undefined ? {} : { query }), ...(body === undefined ? {} : { body }), ...(background === undefined ? {} : { background }), ...(key === undefined ? {} : { key }), ...(keepalive === undefined ? {} : { keepalive }) };
  return (await request(method, filled(path, at ?? {}), given)) as AnswerOf<M, P>;
}

/** The path with its `{holes}` filled. Throws where one is missing. */
export function filled(path: string, at: Readonly<Record<string, string | number>>): string {
  return path.replace(/\{(\w+)\}/gu, (_, name: string) => {
    const value = at[name];
    if (value === undefined) throw new Error(`expected a value for {${name}} of ${path}`);
    return encodeURIComponent(String(value));
  });
}
