/** Who is signed in, in this page. */

import { reactive } from "vue";
import { call, type Me, type Permission } from "./api";
import { ApiError, onSignedOut, useCsrf } from "./http";

/** `asked`: whether the hall has answered who is signed in. `over`: the session ended by itself. `unreachable`: why not. */
export const session = reactive<{ me: Me | null; asked: boolean; over: boolean; unreachable: string }>({
  me: null,
  asked: false,
  over: false,
  unreachable: "",
});

onSignedOut(() => {
  session.over = session.me !== null;
  forget();
});

export function may(permission: Permission): boolean {
  return session.me !== null && session.me.permissions.includes(permission);
}

/** Ask the hall who is signed in. */
export async function recall(options: { background?: boolean } = {}): Promise<void> {
  try {
    const me = await call("GET", "/me", options);
    useCsrf(me.csrf);
    session.me = me;
    session.over = false;
    session.unreachable = "";
  } catch (error) {
    forget();
    session.unreachable = error instanceof ApiError && error.status === 401 ? "" : error instanceof Error ? error.message : "";
  }
  session.asked = true;
}

/** Where the organisation's server signed the person in, that session is left too, or the next one would be him. */
export async function signOut(leave: (address: string) => void = (address) => location.assign(address)): Promise<void> {
  const further = session.me?.leave ?? "";
  try {
    await call("POST", "/sign-out");
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
  }
  forget();
  session.over = false;
  if (further !== "") leave(further);
}

/** Nothing of the last person stays in the page. */
function forget(): void {
  session.me = null;
  useCsrf("");
}
