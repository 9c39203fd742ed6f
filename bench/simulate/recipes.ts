// The simulated designs of the bench.
import { fullCells, nestedRows, randomCells, randomLevels, randomLists } from "./layouts.js";
import type { Recipe, SimulatedFactor } from "./simulate.js";

const factor = (
  name: string,
  prefix: string,
  levels: number,
  sds: readonly number[],
  correlation = 0.3,
): SimulatedFactor => ({ name, prefix, levels, sds, correlation });

const subjects = (levels: number) => factor("subj", "s", levels, [1, 0.5]);
const items = (levels: number) => factor("item", "i", levels, [0.8, 0.3], -0.2);

/** Subjects × items fully crossed, intercepts and slopes by both. */
export const crossed = (subj: number, item: number): Recipe => ({
  seed: 1,
  factors: [subjects(subj), items(item)],
  covariates: 1,
  layout: fullCells(subj, item),
  text: "full cells",
});

/** The same for a binary response. */
export const binaryCrossed = (subj: number, item: number): Recipe => ({
  seed: 10,
  factors: [factor("subj", "s", subj, [0.8, 0.3], 0.4), factor("item", "i", item, [0.6, 0.2], -0.2)],
  covariates: 1,
  isBinary: true,
  layout: fullCells(subj, item),
  text: "full cells",
});

/** `rows` random cells of subjects × items. */
export const sparselyCrossed = (subj: number, item: number, rows: number): Recipe => ({
  seed: 2,
  factors: [subjects(subj), items(item)],
  covariates: 1,
  layout: randomCells(subj, item, rows),
  text: `${rows} random cells`,
});

/** A lexical-decision megastudy: every participant sees a random list of words; x belongs to the word. */
export const megastudy = (participants: number, words: number, rows: number): Recipe => ({
  seed: 3,
  factors: [factor("participant", "p", participants, [1, 0.2], -0.4), factor("word", "w", words, [0.6])],
  covariates: 1,
  covariatesOf: "word",
  layout: randomLists(participants, words, rows),
  text: `${rows} rows in random lists`,
});

/** Rows in groups in regions, intercepts and slopes at both levels. */
export const nested = (regions: number, groups: number, rows: number, slopes = 1): Recipe => ({
  seed: 4,
  factors: [
    factor("region", "r", regions, [0.6, ...new Array<number>(slopes).fill(0.3)]),
    factor("group", "g", groups, [1, ...new Array<number>(slopes).fill(0.5)]),
  ],
  covariates: slopes,
  layout: nestedRows(regions, groups, rows),
  text: `${rows} nested rows`,
});

/** As `nested`, but a share of the rows of a child counts in another school. */
export const nearlyNested = (schools: number, children: number, rows: number, movers: number): Recipe => ({
  seed: 5,
  factors: [factor("school", "k", schools, [0.6, 0.3]), factor("child", "c", children, [1, 0.5])],
  covariates: 1,
  layout: nestedRows(schools, children, rows, movers),
  text: `${rows} rows, ${movers} movers`,
});

/** Three partially crossed factors, intercepts and slopes by each. */
export const threeFactors = (g: number, h: number, i: number, rows: number): Recipe => ({
  seed: 6,
  factors: [factor("g", "g", g, [1, 0.5]), factor("h", "h", h, [0.8, 0.4]), factor("i", "i", i, [0.5, 0.2], -0.2)],
  covariates: 1,
  layout: randomLevels([g, h, i], rows),
  text: `${rows} rows of random levels`,
});

/** Subjects × items fully crossed with `slopes` covariates, each with a slope by both. */
export const manySlopes = (subj: number, item: number, slopes: number): Recipe => ({
  seed: 7,
  factors: [
    factor("subj", "s", subj, [1, ...new Array<number>(slopes).fill(0.5)]),
    factor("item", "i", item, [0.8, ...new Array<number>(slopes).fill(0.4)]),
  ],
  covariates: slopes,
  layout: fullCells(subj, item),
  text: "full cells",
});

/** Subjects and items that meet at random, as often as it happens. */
export const twoFactors = (subj: number, item: number, rows: number): Recipe => ({
  seed: 8,
  factors: [subjects(subj), items(item)],
  covariates: 1,
  layout: randomLevels([subj, item], rows),
  text: `${rows} rows of random levels`,
});

/** One factor, intercept and slope. */
export const oneFactor = (groups: number, rows: number): Recipe => ({
  seed: 9,
  factors: [factor("group", "g", groups, [1, 0.5])],
  covariates: 1,
  layout: randomLevels([groups], rows),
  text: `${rows} rows of random levels`,
});
