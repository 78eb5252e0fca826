/** Parts of the form by the path of what they show (`data-path`): finding one, and bringing it into sight with the focus. */

import type { Path } from "../yaml-edit";

const FIELDS = "input:not([type=hidden]), textarea, select:not(.add-menu)";

export function nameOf(path: Path): string {
  return path.join("/");
}

/** The innermost part that shows just this. */
export function partOf(form: HTMLElement, name: string): HTMLElement | null {
  return [...form.querySelectorAll<HTMLElement>("[data-path]")].filter((one) => one.dataset["path"] === name).at(-1) ?? null;
}

/** Goes to the part that shows `path`, or the nearest one above it. False: the form shows nothing of it. */
export function arrive(form: HTMLElement, path: Path): boolean {
  for (let length = path.length; length > 0; length--) {
    const part = partOf(form, nameOf(path.slice(0, length)));
    if (part === null) continue;
    form.querySelectorAll<HTMLElement>("[data-arrived]").forEach((one) => delete one.dataset["arrived"]);
    part.dataset["arrived"] = "";
    part.scrollIntoView({ block: part.offsetHeight > form.clientHeight * 0.8 ? "start" : "center" });
    const field = [...part.querySelectorAll<HTMLElement>(FIELDS)].find((one) => one.offsetParent !== null && one.closest(".place") === null);
    if (field === undefined) part.tabIndex = -1;
    (field ?? part).focus({ preventScroll: true });
    return true;
  }
  return false;
}

/** After a move: the part is where it stood on the screen, and the button that was pressed has the focus. */
export function stay(form: HTMLElement, name: string, top: number, button: string): void {
  const part = partOf(form, name);
  if (part === null) return;
  form.scrollTop += part.getBoundingClientRect().top - top;
  const places = [button, "to"].map((one) => part.querySelector<HTMLButtonElement>(`.place [data-way="${one}"]`));
  places.find((one) => one !== null && !one.disabled)?.focus({ preventScroll: true });
}
