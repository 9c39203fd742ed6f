// Which levels of two grouping factors occur together, and where each row's pair stands in that list.

/** Distinct pairs by level of the first factor; `start` has one more entry than levels. */
export interface PairList {
  readonly start: Int32Array;
  /** Level of the second factor, ascending within a level of the first. */
  readonly other: Int32Array;
  /** Index into `other` for each row. */
  readonly entryOfRow: Int32Array;
}

/** All pairs of levels that share a row. */
export function pairList(first: Int32Array, firstLevels: number, second: Int32Array, secondLevels: number): PairList {
  return firstLevels * secondLevels <= first.length
    ? pairsByTable(first, firstLevels, second, secondLevels)
    : pairsInOrder(first, firstLevels, second, secondLevels);
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

/** With the rows in the order of the second factor's levels, a level of the first makes a pair with each when it comes. */
function pairsInOrder(first: Int32Array, firstLevels: number, second: Int32Array, secondLevels: number): PairList {
  const { bounds, row, level } = rowsByLevel(second, secondLevels, first);
  const seen = new Int32Array(firstLevels).fill(-1);
  const start = new Int32Array(firstLevels + 1);
  for (let h = 0; h < secondLevels; h++) {
    for (let i = bounds[h]; i < bounds[h + 1]; i++) {
      const l = level[i];
      if (seen[l] === h) continue;
      seen[l] = h;
      start[l + 1]++;
    }
  }
  for (let l = 0; l < firstLevels; l++) start[l + 1] += start[l];
  const entry = start.map((next) => next - 1);
  const other = new Int32Array(start[firstLevels]);
  const entryOfRow = new Int32Array(first.length);
  seen.fill(-1);
  for (let h = 0; h < secondLevels; h++) {
    for (let i = bounds[h]; i < bounds[h + 1]; i++) {
      const l = level[i];
      if (seen[l] !== h) {
        seen[l] = h;
        other[++entry[l]] = h;
      }
      entryOfRow[row === null ? i : row[i]] = entry[l];
    }
  }
  return { start, other, entryOfRow };
}

/** The rows sorted stably by their codes, null where they are so already, and another factor's levels in that order. */
function rowsByLevel(
  codes: Int32Array,
  levels: number,
  others: Int32Array,
): { bounds: Int32Array; row: Int32Array | null; level: Int32Array } {
  const n = codes.length;
  const bounds = new Int32Array(levels + 1);
  let isSorted = true;
  for (let i = 0; i < n; i++) {
    bounds[codes[i] + 1]++;
    if (i > 0 && codes[i] < codes[i - 1]) isSorted = false;
  }
  for (let h = 0; h < levels; h++) bounds[h + 1] += bounds[h];
  if (isSorted) return { bounds, row: null, level: others };
  const next = bounds.slice();
  const row = new Int32Array(n);
  const level = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const at = next[codes[i]]++;
    row[at] = i;
    level[at] = others[i];
  }
  return { bounds, row, level };
}
