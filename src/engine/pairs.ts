// Which levels of two grouping factors occur together, and where each row's pair stands in that list.

/** Distinct pairs by level of the first factor; `start` has one more entry than levels. */
export interface PairList {
  readonly start: Int32Array;
  /** Level of the second factor, ascending within a level of the first. */
  readonly other: Int32Array;
  /** Index into `other` for each row. */
  readonly entryOfRow: Int32Array;
}

/** Row order that sorts `codes` stably, given an order to start from. */
function countingSort(codes: Int32Array, levels: number, from: Int32Array | null): Int32Array {
  const n = codes.length;
  const next = new Int32Array(levels + 1);
  for (let i = 0; i < n; i++) next[codes[i] + 1]++;
  for (let l = 0; l < levels; l++) next[l + 1] += next[l];
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const row = from === null ? i : from[i];
    order[next[codes[row]]++] = row;
  }
  return order;
}

/** All pairs of levels that share a row. */
export function pairList(first: Int32Array, firstLevels: number, second: Int32Array, secondLevels: number): PairList {
  const cells = firstLevels * secondLevels;
  return cells <= 4 * first.length + 65536
    ? pairsByTable(first, firstLevels, second, secondLevels)
    : pairsBySort(first, firstLevels, second, secondLevels);
}

function pairsByTable(first: Int32Array, firstLevels: number, second: Int32Array, secondLevels: number): PairList {
  const table = new Int32Array(firstLevels * secondLevels);
  const n = first.length;
  let count = 0;
  for (let i = 0; i < n; i++) {
    const cell = first[i] * secondLevels + second[i];
    if (table[cell] === 0) {
      table[cell] = 1;
      count++;
    }
  }
  const start = new Int32Array(firstLevels + 1);
  const other = new Int32Array(count);
  let entry = 0;
  for (let l = 0, cell = 0; l < firstLevels; l++) {
    for (let h = 0; h < secondLevels; h++, cell++) {
      if (table[cell] === 0) continue;
      other[entry] = h;
      table[cell] = entry++;
    }
    start[l + 1] = entry;
  }
  const entryOfRow = new Int32Array(n);
  for (let i = 0; i < n; i++) entryOfRow[i] = table[first[i] * secondLevels + second[i]];
  return { start, other, entryOfRow };
}

function pairsBySort(first: Int32Array, firstLevels: number, second: Int32Array, secondLevels: number): PairList {
  const n = first.length;
  const order = countingSort(first, firstLevels, countingSort(second, secondLevels, null));
  const start = new Int32Array(firstLevels + 1);
  const entryOfRow = new Int32Array(n);
  const found = new Int32Array(n);
  let entry = -1;
  let lastFirst = -1;
  let lastSecond = -1;
  for (let i = 0; i < n; i++) {
    const row = order[i];
    if (first[row] !== lastFirst || second[row] !== lastSecond) {
      lastFirst = first[row];
      lastSecond = second[row];
      found[++entry] = lastSecond;
      start[lastFirst + 1]++;
    }
    entryOfRow[row] = entry;
  }
  for (let l = 0; l < firstLevels; l++) start[l + 1] += start[l];
  return { start, other: found.slice(0, entry + 1), entryOfRow };
}
