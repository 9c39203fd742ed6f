// Which levels meet in the rows of a simulated design. A layout calls `row` once a row with one level for each factor.
import type { Random } from "./random.js";

export type Layout = (random: Random, row: (levels: readonly number[]) => void) => void;

/** Every level of one factor with every level of the other, once each. */
export const fullCells =
  (first: number, second: number): Layout =>
  (_, row) => {
    for (let i = 0; i < first; i++) for (let j = 0; j < second; j++) row([i, j]);
  };

/** `count` different cells of first × second, each as likely as any other, in order. */
export const randomCells =
  (first: number, second: number, count: number): Layout =>
  (random, row) => {
    let wanted = count;
    let left = first * second;
    for (let i = 0; i < first; i++) {
      for (let j = 0; j < second; j++, left--) {
        if (random.uniform() * left >= wanted) continue;
        row([i, j]);
        wanted--;
      }
    }
  };

/** Each level of the first factor with its own random choice of the second's, in random order: `count` rows in all. */
export const randomLists =
  (first: number, second: number, count: number): Layout =>
  (random, row) => {
    const order = Int32Array.from({ length: second }, (_, j) => j);
    for (let i = 0; i < first; i++) {
      const length = Math.floor(((i + 1) * count) / first) - Math.floor((i * count) / first);
      for (let k = 0; k < length; k++) {
        const other = k + random.below(second - k);
        const level = order[other];
        order[other] = order[k];
        order[k] = level;
        row([i, level]);
      }
    }
  };

/**
 * Levels of the second factor inside those of the first (factors: outer, inner): a row for each inner level, the others
 * of `count` dealt at random. With `movers` > 0 that share of the rows counts in a random outer level instead.
 */
export const nestedRows =
  (outer: number, inner: number, count: number, movers = 0): Layout =>
  (random, row) => {
    const sizes = new Int32Array(inner).fill(1);
    for (let r = inner; r < count; r++) sizes[random.below(inner)]++;
    sizes.forEach((size, j) => {
      const home = Math.floor((j * outer) / inner);
      for (let r = 0; r < size; r++) {
        const moved = movers > 0 && random.uniform() < movers;
        row([moved ? random.below(outer) : home, j]);
      }
    });
  };

/** Independent random levels of every factor in each of `count` rows. */
export const randomLevels =
  (counts: readonly number[], count: number): Layout =>
  (random, row) => {
    for (let r = 0; r < count; r++) row(counts.map((levels) => random.below(levels)));
  };
