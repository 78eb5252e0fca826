/** Two texts line by line, and two changes of one text brought together. */

export interface Pair {
  /** Null: the line is not on this side. */
  readonly mine: string | null;
  readonly theirs: string | null;
}

/** Longest common lines: pairs of places. Beyond this many cells of the table the middle counts as changed. */
const MOST_CELLS = 4_000_000;

/** Both texts side by side: equal lines in one row. */
export function sideBySide(mine: string, theirs: string): readonly Pair[] {
  const [a, b] = [mine.split("\n"), theirs.split("\n")];
  const rows: Pair[] = [];
  let [i, j] = [0, 0];
  for (const [x, y] of [...common(a, b), [a.length, b.length] as const]) {
    const gone = a.slice(i, x);
    const come = b.slice(j, y);
    for (let n = 0; n < Math.max(gone.length, come.length); n++) rows.push({ mine: gone[n] ?? null, theirs: come[n] ?? null });
    if (x < a.length || y < b.length) rows.push({ mine: a[x] ?? null, theirs: b[y] ?? null });
    [i, j] = [x + 1, y + 1];
  }
  return rows;
}

/** Both changes of `base`; null where they touch the same lines. */
export function merged(base: string, mine: string, theirs: string): string | null {
  const [o, a, b] = [base.split("\n"), mine.split("\n"), theirs.split("\n")];
  const inMine = new Map(common(o, a));
  const inTheirs = new Map(common(o, b));
  const found: string[] = [];
  let [i, x, y] = [0, 0, 0];
  for (let next = 0; next <= o.length; next++) {
    const both = next === o.length || (inMine.has(next) && inTheirs.has(next));
    if (!both) continue;
    const [toX, toY] = next === o.length ? [a.length, b.length] : [inMine.get(next)!, inTheirs.get(next)!];
    const [was, my, their] = [o.slice(i, next), a.slice(x, toX), b.slice(y, toY)].map((lines) => lines.join("\n"));
    const [myLines, theirLines] = [a.slice(x, toX), b.slice(y, toY)];
    if (my === their || their === was) found.push(...myLines);
    else if (my === was) found.push(...theirLines);
    else return null;
    if (next < o.length) found.push(o[next]!);
    [i, x, y] = [next + 1, toX + 1, toY + 1];
  }
  return found.join("\n");
}

function common(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const found: [number, number][] = Array.from({ length: head }, (_, at) => [at, at]);
  const [n, m] = [a.length - head - tail, b.length - head - tail];
  if (n * m <= MOST_CELLS) found.push(...longest(a.slice(head, head + n), b.slice(head, head + m)).map(([x, y]): [number, number] => [x + head, y + head]));
  for (let at = tail; at > 0; at--) found.push([a.length - at, b.length - at]);
  return found;
}

function longest(a: readonly string[], b: readonly string[]): [number, number][] {
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  for (let x = a.length - 1; x >= 0; x--) {
    for (let y = b.length - 1; y >= 0; y--) {
      table[x * width + y] = a[x] === b[y] ? table[(x + 1) * width + y + 1]! + 1 : Math.max(table[(x + 1) * width + y]!, table[x * width + y + 1]!);
    }
  }
  const found: [number, number][] = [];
  for (let x = 0, y = 0; x < a.length && y < b.length; ) {
    if (a[x] === b[y]) found.push([x++, y++]);
    else if (table[(x + 1) * width + y]! >= table[x * width + y + 1]!) x++;
    else y++;
  }
  return found;
}
