/** What the page of the wall holds while it is open: the line, the wall, the ring, and the signs that keep conversations. */

import { computed, onBeforeUnmount, onMounted, reactive, ref, shallowRef } from "vue";
import { Tone } from "../../src/bell/tone";
import { call } from "../api";
import { address } from "../http";
import { session } from "../session";
import { LiveLink, socketAddress } from "./link";
import { mine, ownershipNotices, type OwnershipNotice } from "./ownership";
import { afterMessage, NOTHING, readWall, ringOf, type Wall } from "./wall";

/** Milliseconds between two signs that the owner is there; between two rings. */
const PRESENT_MS = 5000;
const RING_MS = { usual: 6000, danger: 2000 } as const;
/** Openings in vain after which the hall is asked whether the session still stands. */
const ASK_AFTER = 2;
/** Seconds for which the hall keeps a conversation for an owner whose line is cut. */
export const KEPT_S = 20;

export function watching() {
  const wall = shallowRef<Wall>(NOTHING);
  const heard = ref(false);
  const cutAt = ref<number | null>(null);
  const now = ref(performance.now());
  const notices = ref<readonly OwnershipNotice[]>([]);
  const sound = ref(false);
  const resumed = ref("");
  /** Conversations that this page is taking or giving away. */
  const own = reactive(new Set<string>());
  const tone = new Tone();
  let presentAt = -PRESENT_MS;
  let rangAt = 0;
  let knownCalls = new Set<string>();
  let link: LiveLink | null = null;
  let timer = 0;

  const account = computed(() => session.me?.id ?? "");
  const owned = computed(() => mine(wall.value.conversations, account.value));
  const cutS = computed(() => (cutAt.value === null ? null : Math.max(0, Math.floor((now.value - cutAt.value) / 1000))));
  const hallMs = computed(() => Date.now() + wall.value.aheadMs + 0 * now.value);

  function hear(text: string): void {
    const before = wall.value;
    wall.value = afterMessage(before, readWall(text), Date.now());
    const told = heard.value ? ownershipNotices(before.conversations, wall.value.conversations, account.value, own) : [];
    notices.value = [...notices.value.filter((one) => told.every((newer) => newer.conversation !== one.conversation)), ...told];
    heard.value = true;
    // Messages come each 5 s at least, and a page in the background is not slowed in hearing them, as its timers are.
    look();
  }

  function line(cut: number | null, tries: number): void {
    if (cut === null && cutAt.value !== null) resumed.value = `连接恢复了，断了 ${Math.ceil((performance.now() - cutAt.value) / 1000)} 秒；现在看到的是最新的。`;
    if (cut !== null) resumed.value = "";
    cutAt.value = cut;
    // 401 signs the page off; that the hall cannot be reached is shown already.
    if (tries >= ASK_AFTER) void call("GET", "/me", { background: true }).catch(() => undefined);
  }

  function look(): void {
    now.value = performance.now();
    present();
    ring();
  }

  function present(): void {
    if (owned.value.length === 0 || now.value - presentAt < PRESENT_MS - 500) return;
    presentAt = now.value;
    // One that is not his any more, or over, shows on the wall.
    for (const id of owned.value) void call("POST", "/live/conversations/{id}/present", { at: { id }, background: true }).catch(() => undefined);
  }

  function ring(): void {
    const kind = ringOf(wall.value.calls);
    const fresh = wall.value.calls.some((one) => !knownCalls.has(one.id));
    knownCalls = new Set(wall.value.calls.map((one) => one.id));
    if (kind === "" || !sound.value || (!fresh && now.value - rangAt < RING_MS[kind])) return;
    rangAt = now.value;
    tone.ring(kind === "danger");
  }

  async function soundOn(on: boolean): Promise<void> {
    if (on) await tone.allow();
    sound.value = on;
    if (on) tone.ring(false);
  }

  onMounted(() => {
    const url = (): string => socketAddress(address("/live/wall", { life: wall.value.life, revision: wall.value.revision }), location.href);
    link = new LiveLink(url, { heard: hear, line });
    timer = window.setInterval(() => {
      link?.tick();
      look();
    }, 1000);
  });
  onBeforeUnmount(() => {
    window.clearInterval(timer);
    link?.close();
  });

  const dismiss = (conversation: string): void => {
    notices.value = notices.value.filter((one) => one.conversation !== conversation);
  };
  return { wall, heard, cutS, now, hallMs, owned, account, notices, dismiss, resumed, sound, soundOn, own };
}
