/** Keys of changes that must not be made twice: by a double click, or pressed again after the line was cut. */

/** The key of what is sent: the same as long as the same is sent, so that it is done once; a new one for anything else. */
export function keys(random: () => string = drawn): (body: unknown) => string {
  let sent = "";
  let key = "";
  return (body) => {
    const now = JSON.stringify(body);
    if (now !== sent) [sent, key] = [now, random()];
    return key;
  };
}

/** Also on a page without https, where `crypto.randomUUID` is not there. */
function drawn(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(16).padStart(8, "0")).join("");
}
