// Simulated data of linear and logistic mixed models as CSV files, written when they are asked for the first time.
import { createHash } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Layout } from "./layouts.js";
import { type Random, seededRandom } from "./random.js";

export interface SimulatedFactor {
  readonly name: string;
  /** Of a level's name: "s" gives s1, s2 … */
  readonly prefix: string;
  readonly levels: number;
  /** Standard deviations of intercept and slopes; that of the residuals is 2. */
  readonly sds: readonly number[];
  /** Correlation of intercept and each slope. */
  readonly correlation: number;
}

export interface Recipe {
  readonly seed: number;
  readonly factors: readonly SimulatedFactor[];
  /** How many covariates: x, or x1, x2 …; standard normal. */
  readonly covariates: number;
  /** A factor whose levels each have one value of the covariates; elsewhere every row has its own. */
  readonly covariatesOf?: string;
  /** Responses 0 and 1 by a logistic model; else they are normal. */
  readonly isBinary?: boolean;
  readonly layout: Layout;
  /** Everything that decides the rows, in words; part of the file's name through a hash. */
  readonly text: string;
}

/** Names a change of the generators, so that no stale file is used. */
const GENERATOR = 1;
const RESIDUAL_SD = 2;
/** Intercept, and slope of the first covariate; later ones have the half, the third … */
const LINEAR = { intercept: 10, slope: 2 };
const LOGISTIC = { intercept: -0.5, slope: 0.4 };
const FOLDER = "build/bench-data";

export const covariateNames = (count: number): string[] =>
  count === 1 ? ["x"] : Array.from({ length: count }, (_, i) => `x${i + 1}`);

/** Effects of every level, levels × columns: an intercept, and slopes correlated with it. */
function drawEffects({ levels, sds, correlation }: SimulatedFactor, { normal }: Random): Float64Array {
  const rest = Math.sqrt(1 - correlation * correlation);
  const effects = new Float64Array(levels * sds.length);
  for (let level = 0; level < levels; level++) {
    const first = normal();
    sds.forEach((sd, column) => {
      const z = column === 0 ? first : correlation * first + rest * normal();
      effects[level * sds.length + column] = sd * z;
    });
  }
  return effects;
}

/** Calls `line` with the header and then every row, without line ends. */
export function simulateRows(recipe: Recipe, line: (text: string) => void): void {
  const { factors, covariates, covariatesOf, isBinary = false, layout } = recipe;
  const { intercept, slope } = isBinary ? LOGISTIC : LINEAR;
  const random = seededRandom(recipe.seed);
  const effects = factors.map((factor) => drawEffects(factor, random));
  const owner = factors.findIndex(({ name }) => name === covariatesOf);
  const owned = owner < 0 ? null : Float64Array.from({ length: factors[owner].levels * covariates }, random.normal);
  const names = factors.map(({ prefix, levels }) => Array.from({ length: levels }, (_, l) => `${prefix}${l + 1}`));
  const x = new Float64Array(covariates);

  line(["y", ...covariateNames(covariates), ...factors.map(({ name }) => name)].join(","));
  layout(random, (levels) => {
    for (let c = 0; c < covariates; c++) x[c] = owned ? owned[levels[owner] * covariates + c] : random.normal();
    let y = isBinary ? intercept : intercept + RESIDUAL_SD * random.normal();
    for (let c = 0; c < covariates; c++) y += (slope / (c + 1)) * x[c];
    let labels = "";
    for (let f = 0; f < factors.length; f++) {
      const columns = factors[f].sds.length;
      const at = levels[f] * columns;
      y += effects[f][at];
      for (let c = 1; c < columns; c++) y += effects[f][at + c] * x[c - 1];
      labels += `,${names[f][levels[f]]}`;
    }
    let text = isBinary ? String(random.uniform() < 1 / (1 + Math.exp(-y)) ? 1 : 0) : y.toFixed(5);
    for (let c = 0; c < covariates; c++) text += `,${x[c].toFixed(5)}`;
    line(text + labels);
  });
}

/** Absolute path of the recipe's CSV file; written first if it is not there. */
export function simulatedCsv(id: string, recipe: Recipe): string {
  const { layout: _, ...rest } = recipe;
  const hash = createHash("sha256")
    .update(JSON.stringify([GENERATOR, rest]))
    .digest("hex")
    .slice(0, 8);
  const path = resolve(join(FOLDER, `${id}-${hash}.csv`));
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  // Written beside and renamed, so that a run that was broken off leaves no half file.
  const fresh = `${path}.${process.pid}`;
  const file = openSync(fresh, "w");
  let pending: string[] = [];
  const flush = () => {
    writeSync(file, `${pending.join("\n")}\n`);
    pending = [];
  };
  simulateRows(recipe, (text) => {
    if (pending.push(text) === 20_000) flush();
  });
  if (pending.length > 0) flush();
  closeSync(file);
  renameSync(fresh, path);
  return path;
}
