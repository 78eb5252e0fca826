/** What a page reads from the hall: not yet, read, or failed. */

import { ref, type Ref } from "vue";
import { failure } from "../http";

export interface Reading<T> {
  readonly value: Ref<T | null>;
  readonly trouble: Ref<string>;
  readonly busy: Ref<boolean>;
  /** Read it (again). The newest call wins. */
  readonly read: () => Promise<void>;
}

export function reading<T>(get: () => Promise<T>): Reading<T> {
  const value = ref(null) as Ref<T | null>;
  const trouble = ref("");
  const busy = ref(false);
  let newest = 0;
  const read = async (): Promise<void> => {
    const mine = ++newest;
    busy.value = true;
    try {
      const got = await get();
      if (mine !== newest) return;
      value.value = got;
      trouble.value = "";
    } catch (error) {
      if (mine === newest) trouble.value = failure(error);
    } finally {
      if (mine === newest) busy.value = false;
    }
  };
  return { value, trouble, busy, read };
}

export interface Doing {
  readonly busy: Ref<boolean>;
  readonly trouble: Ref<string>;
  /** True: it was done. While it is under way a second call does nothing. */
  readonly run: (work: () => Promise<unknown>) => Promise<boolean>;
}

export function doing(): Doing {
  const busy = ref(false);
  const trouble = ref("");
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    if (busy.value) return false;
    busy.value = true;
    trouble.value = "";
    try {
      await work();
      return true;
    } catch (error) {
      trouble.value = failure(error);
      return false;
    } finally {
      busy.value = false;
    }
  };
  return { busy, trouble, run };
}
