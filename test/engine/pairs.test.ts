import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { expect, test } from "vitest";
import { pairList } from "../../src/engine/symbolic/pairs.js";

/** The same by sets of texts. */
function pairsBySets(first: Int32Array, firstLevels: number, second: Int32Array) {
  const met = Array.from({ length: firstLevels }, () => new Set<number>());
  first.forEach((level, row) => {
    met[level].add(second[row]);
  });
  const lists = met.map((set) => [...set].sort((a, b) => a - b));
  const start = [0];
  for (const list of lists) start.push(start[start.length - 1] + list.length);
  const entryOfRow = Array.from(first, (level, row) => start[level] + lists[level].indexOf(second[row]));
  return { start, other: lists.flat(), entryOfRow };
}

test.each<[string, number, number, number, boolean]>([
  ["few cells", 500, 7, 9, false],
  ["many cells", 500, 40, 60, false],
  ["many cells, rows in the order of the second factor", 500, 40, 60, true],
  ["a level for nearly every row", 300, 290, 250, false],
  ["one level", 50, 60, 1, false],
  ["no rows", 0, 3, 2, false],
])("pairs of levels are those that share a row: %s", (_, rows, firstLevels, secondLevels, isSorted) => {
  const source = xoroshiro128plus(5);
  const first = Int32Array.from({ length: rows }, () => uniformInt(source, 0, firstLevels - 1));
  const second = Int32Array.from({ length: rows }, () => uniformInt(source, 0, secondLevels - 1));
  if (isSorted) second.sort();
  const { start, other, entryOfRow } = pairList(first, firstLevels, second, secondLevels);
  expect({ start: [...start], other: [...other], entryOfRow: [...entryOfRow] }).toEqual(
    pairsBySets(first, firstLevels, second),
  );
});
