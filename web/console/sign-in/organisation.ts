/** Sign-in by the organisation's own server: whether there is one, going there, and coming back. */

import { ref, type Ref } from "vue";
import { call, type AnswerOf } from "../api";

export interface OrganisationSignIn {
  /** Of the button; empty: there is none. */
  readonly title: Ref<string>;
  /** What the hall said of this browser's last one. */
  look(): Promise<AnswerOf<"GET", "/sign-in/organisation">>;
  /** Leave for the server. Raises `ApiError`. */
  go(): Promise<void>;
  /** `code`: of the account's second factor. Raises `ApiError`. */
  finish(code: string): Promise<void>;
}

export function organisationSignIn(leave: (address: string) => void = (address) => location.assign(address)): OrganisationSignIn {
  const title = ref("");
  return {
    title,
    async look() {
      const told = await call("GET", "/sign-in/organisation");
      title.value = told.title;
      return told;
    },
    async go() {
      leave((await call("POST", "/sign-in/organisation")).address);
    },
    async finish(code) {
      await call("POST", "/sign-in/organisation/finish", { body: { code } });
    },
  };
}
