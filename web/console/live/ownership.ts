/** Whose conversations are whose, and what a clerk is told when that changes without him. Pure. */

import type { LiveConversation } from "./wall";
import { placeOf } from "./words";

export function mine(conversations: readonly LiveConversation[], account: string): readonly string[] {
  return conversations.filter((one) => one.ownerAccount === account).map((one) => one.id);
}

export interface OwnershipNotice {
  readonly kind: "given" | "lost" | "moved";
  readonly conversation: string;
  readonly text: string;
}

/** `own`: ids that this page itself has just taken or given away: no notice of these. */
export function ownershipNotices(before: readonly LiveConversation[], after: readonly LiveConversation[], account: string, own: ReadonlySet<string>): OwnershipNotice[] {
  const had = new Map(before.map((one) => [one.id, one]));
  return after.flatMap((one): OwnershipNotice[] => {
    const old = had.get(one.id)?.ownerAccount ?? "";
    if (old === one.ownerAccount || own.has(one.id)) return [];
    const where = placeOf(one);
    if (one.ownerAccount === account) return [{ kind: "given", conversation: one.id, text: `${where}的对话转给您了，现在由您回答。` }];
    if (old !== account) return [];
    return one.owner === ""
      ? [{ kind: "lost", conversation: one.id, text: `${where}的对话已经自动交还给数字人：断线超过 20 秒，或者太久没有说话。要继续，请再点“接管”。` }]
      : [{ kind: "moved", conversation: one.id, text: `${where}的对话现在由${one.owner}回答。` }];
  });
}
