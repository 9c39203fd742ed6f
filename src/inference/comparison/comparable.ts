// Whether models explain the same data by likelihoods of one kind, without which no criterion compares them.
import { DataError, OptionError } from "../../errors.js";
import type { LiveFit } from "../../fit/fit.js";
import { isSame } from "./nesting.js";

/** Options that decide on the kind of a likelihood, and where its approximation has them. */
const SETTINGS = [
  ["nAGQ", "points"],
  ["information", "information"],
  ["dispersion", "scale"],
] as const;

/** Throws DataError where the fits have other rows, responses or weights, OptionError for likelihoods of other kinds. */
export function checkComparable(fits: readonly LiveFit[], names: readonly string[]): void {
  fits.slice(1).forEach((fit, i) => {
    checkPair(fits[0], fit, names[0], names[i + 1]);
  });
}

function checkPair(one: LiveFit, other: LiveFit, first: string, second: string): void {
  if (one.nobs !== other.nobs) {
    const text = `models were not all fitted to the same size of dataset: ${first} has ${one.nobs} rows, ${second}`;
    throw new DataError(`${text} ${other.nobs}; leave out the rows that one of them cannot use`);
  }
  const [a, b] = [one.live, other.live];
  if (a.frame.predictors.rowCount === b.frame.predictors.rowCount && !isSame(rowsOf(one), rowsOf(other))) {
    throw new DataError(
      `models were fitted to different rows of the data: ${first} and ${second}; give both one subset`,
    );
  }
  if (!isSame(a.design.response, b.design.response)) {
    const words = `"${b.design.responseName}" of ${second} is not "${a.design.responseName}" of ${first}`;
    throw new DataError(`responses differ: ${words} in every row; likelihoods of different responses do not compare`);
  }
  if (!isSame(weightsOf(one), weightsOf(other))) {
    throw new DataError(`weights of ${second} are not those of ${first}; fit both with the same weights`);
  }
  const [known, asked] = [a.spec.approximation, b.spec.approximation];
  if (known === null || asked === null) return;
  for (const [option, part] of SETTINGS) {
    const [given, wanted] = [asked[part], known[part]];
    if (given === wanted) continue;
    const text = `option "${option}" is ${given} for ${second} and ${wanted} for ${first}`;
    throw new OptionError(`${text}, so that their likelihoods are of different kinds; fit both in one way`, option);
  }
}

function rowsOf({ live }: LiveFit): ArrayLike<number> {
  return live.frame.rows ?? { length: 0 };
}

function weightsOf(fit: LiveFit): ArrayLike<number> {
  const weights = fit.live.likelihood.totalWeights;
  if (weights === null || weights.every((weight) => weight === 1)) return { length: 0 };
  return weights;
}
