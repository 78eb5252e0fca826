/** What state an account is in, and what an administrator may do with it. */

export interface AccountFacts {
  readonly one_time: boolean;
  readonly locked_until_ms: number | null;
  readonly disabled_ms: number | null;
}
export type Deed = "reset" | "disable" | "enable" | "unlock";

export const DEEDS: Readonly<Record<Deed, { readonly word: string; readonly effect: string }>> = {
  reset: { word: "重设密码", effect: "会得到一个新的一次性密码。原来的密码和第二因素马上失效，正在用的也会退出。" },
  disable: { word: "停用", effect: "马上退出，以后登不进来。做过的事还查得到，随时可以再启用。" },
  enable: { word: "启用", effect: "又可以用原来的密码登录。" },
  unlock: { word: "解锁", effect: "密码错得太多被锁住了，现在就可以再试。先问清楚是不是本人。" },
};

export function stateOf(account: AccountFacts): { readonly kind: "good" | "wait" | "bad" | "off"; readonly told: string } {
  if (account.disabled_ms !== null) return { kind: "off", told: "已停用" };
  if (account.locked_until_ms !== null) return { kind: "bad", told: "已锁住" };
  if (account.one_time) return { kind: "wait", told: "还没改一次性密码" };
  return { kind: "good", told: "可以用" };
}

export function deedsFor(account: AccountFacts): readonly Deed[] {
  if (account.disabled_ms !== null) return ["enable"];
  return account.locked_until_ms === null ? ["reset", "disable"] : ["unlock", "reset", "disable"];
}
