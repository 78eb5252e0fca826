import type { Role } from "../api";

export interface RoleFacts {
  readonly role: Role;
  readonly alone: boolean;
}

/** Whether a role cannot be chosen beside those that are. */
export function closedBy(one: RoleFacts, chosen: readonly Role[], all: readonly RoleFacts[]): boolean {
  const others = chosen.filter((role) => role !== one.role);
  return others.length > 0 && (one.alone || others.some((role) => all.find((known) => known.role === role)?.alone === true));
}

export function toggled(role: Role, chosen: readonly Role[]): readonly Role[] {
  return chosen.includes(role) ? chosen.filter((one) => one !== role) : [...chosen, role];
}
