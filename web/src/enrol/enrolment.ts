/** How this page becomes that of an enrolled kiosk: the code that staff give out, and what the hall says to it. */

/** Digits of a code. */
export const CODE_DIGITS = 8;
/** Why the hall lets this page in no more, by the `code` of its error. */
export const REFUSALS = ["not_enrolled", "revoked", "elsewhere"] as const;
export type Refusal = (typeof REFUSALS)[number];

export function isRefusal(code: string): code is Refusal {
  return (REFUSALS as readonly string[]).includes(code);
}

/** The digits entered so far: another one, the last one taken back, or none. */
export function entered(code: string, key: string): string {
  if (key === "back") return code.slice(0, -1);
  if (key === "clear") return "";
  return /^\d$/.test(key) && code.length < CODE_DIGITS ? code + key : code;
}

/** As it is read: 1234 5678. */
export function spaced(code: string): string {
  return code.length > CODE_DIGITS / 2 ? `${code.slice(0, CODE_DIGITS / 2)} ${code.slice(CODE_DIGITS / 2)}` : code;
}

/**
 * Takes the code out of an address (`#code=12345678`), so that it is used once and stands in no history. What follows #
 * is sent to no server. `rest`: the address without it.
 */
export function takeCode(href: string): { code: string; rest: string } {
  const url = new URL(href);
  const told = new URLSearchParams(url.hash.slice(1));
  const code = told.get("code") ?? "";
  told.delete("code");
  url.hash = told.toString();
  return { code: /^\d{8}$/.test(code) ? code : "", rest: url.href };
}

/** Null: enrolled, and the browser keeps the token. Otherwise why not, for the screen. */
export async function enrol(url: string, code: string): Promise<string | null> {
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ code }),
      credentials: "same-origin",
    });
    if (answer.ok) return null;
    const { error } = (await answer.json()) as { error?: { message?: string } };
    return error?.message ?? FAILED;
  } catch {
    return FAILED;
  }
}

const FAILED = "没有连上大厅，请再试一次。";
