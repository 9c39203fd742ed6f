// What a reader of any fit should know about its design and its optimum; docs/warnings.md lists the codes.
import type { Design } from "../../design/design.js";
import type { MixedSystem } from "../../engine/types.js";
import { isReproduced } from "../../likelihood/linear/unbounded.js";
import type { Estimates } from "../../likelihood/point.js";
import type { Convergence, Warning } from "../types.js";
import type { SingularDirection } from "./singularity.js";

/** Rank and scale: what a reader of the fit should know about its design. */
export function designWarnings(design: Design, kept: readonly number[]): Warning[] {
  return [rankMessage(design, kept), scaleWarning(design, kept)].filter((warning) => warning !== null);
}

/** Where standard errors are numbers whose squares, or products of two of them, are none. */
export function covarianceWarnings(
  { fixed }: Design,
  kept: readonly number[],
  vcov: readonly (readonly number[])[],
): Warning[] {
  const lost = kept.flatMap((column, i) => {
    return vcov[i][i] === 0 || vcov[i].some((value) => Math.abs(value) === Number.POSITIVE_INFINITY)
      ? [`"${fixed.names[column]}"`]
      : [];
  });
  if (lost.length === 0) return [];
  const message =
    `covariances of coefficients leave the range of numbers: those of ${lost.join(", ")} are infinite or zero in vcov(), while ` +
    "standard errors and tests hold; measure the response or the predictor in another unit";
  return [{ code: "W_VCOV_RANGE", message }];
}

/** Weights beyond which doubles have no decimals left to tell that they are no counts. */
const COUNTS = 2147483648;

/** A message where integer weights of a linear model suggest counts. */
export function weightsWarnings({ weights }: Design): Warning[] {
  if (!weights?.every((weight) => Math.floor(weight) === weight && weight <= COUNTS)) return [];
  if (weights.every((weight) => weight === 1)) return [];
  const message =
    "weights are precision weights: a weight of 2 halves the residual variance of its row, it does not count the row " +
    "twice; for counts of repeated rows, repeat the rows";
  return [{ code: "M_PRECISION_WEIGHTS", message }];
}

const START_ELSEWHERE =
  "allow more iterations (maxIterations), start elsewhere (start), or simplify the random effects";

function isWithoutMaximum({ isUnbounded, otherStarts }: Estimates): boolean {
  return isUnbounded === true || otherStarts?.vanishes === true;
}

/** That the estimates of a linear model are at best a local maximum, whose likelihood has none. */
export function unboundedWarnings(estimates: Estimates, isReproduced: boolean): Warning[] {
  if (!isWithoutMaximum(estimates)) return [];
  const where =
    estimates.convergence.converged && !isReproduced
      ? "the estimates are those of a local maximum, whose value others exceed"
      : "no local maximum was found, and the estimates are where hardly any residual is left";
  const message =
    "the likelihood has no maximum: fixed and random effects together reproduce the response, and it rises, often without " +
    `end, as the residual variance goes to zero; ${where}: use fewer random effects, or more rows for each level`;
  return [{ code: "W_UNBOUNDED", message }];
}

/** Singularity and convergence: what a reader of the fit should know about its optimum. */
export function convergenceWarnings(
  convergence: Convergence,
  directions: readonly SingularDirection[],
  advice: string = START_ELSEWHERE,
): Warning[] {
  const warnings: Warning[] = [];
  if (directions.length > 0) warnings.push({ code: "M_SINGULAR", message: singularText(directions) });
  if (!convergence.converged) {
    const { iterations, evaluations, gradientNorm, decrement } = convergence;
    const message =
      `model failed to converge after ${iterations} iterations (${evaluations} evaluations): ${convergence.message}; ` +
      `gradient norm ${digits(gradientNorm)}, predicted remaining decrease ${digits(decrement)}; ${advice}`;
    warnings.push({ code: "W_NOT_CONVERGED", message });
  }
  return warnings;
}

function digits(value: number): string {
  return Number.isFinite(value) ? value.toPrecision(3) : "unknown";
}

/** What to do where the optimizer of a linear model fails, as far as its system tells. */
export function convergenceAdvice(system: MixedSystem, estimates: Estimates): string {
  return isWithoutMaximum(estimates) || isReproduced(system)
    ? "the random effects reproduce the response exactly and leave no residual variance: look for a response " +
        "that does not vary within the levels of a grouping factor, and use one row for each of them"
    : START_ELSEWHERE;
}

function singularText(directions: readonly SingularDirection[]): string {
  const shown = directions.slice(0, 6).map((direction) => direction.words);
  if (directions.length > shown.length) shown.push(`and ${directions.length - shown.length} more directions`);
  const isZero = ({ kind }: SingularDirection) => kind === "variance";
  const advice = [
    ...(directions.some(isZero) ? ["dropping what has no variance"] : []),
    ...(directions.every(isZero) ? [] : ["diag() in place of correlations"]),
  ];
  return (
    `boundary (singular) fit: ${shown.join("; ")}. The data do not support all of these random effects: ` +
    `fixed effects and predictions can be used, but consider ${advice.join(", or ")}`
  );
}

function rankMessage(design: Design, kept: readonly number[]): Warning | null {
  const { names } = design.fixed;
  const dropped = names.filter((_, column) => !kept.includes(column));
  if (dropped.length === 0) return null;
  const plural = dropped.length === 1 ? "column / coefficient" : "columns / coefficients";
  const message =
    `fixed-effect model matrix is rank deficient so dropping ${dropped.length} ${plural}: ${dropped.join(", ")}; ` +
    "each is a linear combination of the columns before it, or its combination of levels never occurs";
  return { code: "M_RANK_DEFICIENT", message };
}

/** lme4's rule: among columns that are not 0/1, a standard deviation or a ratio of two beyond 1000 or 1/1000. */
function scaleWarning(design: Design, kept: readonly number[]): Warning | null {
  const spreads = kept
    .map((column) => ({
      name: design.fixed.names[column],
      sd: spread(design.fixed.columns[column], design.sums?.ones ?? null),
    }))
    .filter((column): column is { name: string; sd: number } => column.sd !== null && column.sd > 0);
  if (spreads.length === 0) return null;
  spreads.sort((a, b) => a.sd - b.sd);
  const smallest = spreads[0];
  const largest = spreads[spreads.length - 1];
  if (largest.sd <= 1000 && smallest.sd >= 0.001 && largest.sd / smallest.sd <= 1000) return null;
  const extremes = smallest === largest ? [largest] : [smallest, largest];
  const sizes = extremes.map(({ name, sd }) => `of "${name}" is ${Number(sd.toPrecision(3))}`);
  const message =
    `some predictor variables are on very different scales: the standard deviation ${sizes.join(", that ")}; ` +
    "consider rescaling, for example with scale(), so that coefficients are easier to read " +
    "(the fit itself does not depend on it)";
  return { code: "W_SCALE_X", message };
}

/** Standard deviation of a column, null where it holds zeros and ones only; `ones` is what a column of ones is, null for ones. */
function spread(values: Float64Array, ones: Float64Array | null): number | null {
  const count = values.length;
  const one = (i: number) => (ones === null ? 1 : ones[i]);
  let other = 0;
  while (other < count && (values[other] === 0 || values[other] === one(other))) other++;
  if (other === count) return null;
  while (other < count && one(other) === 0) other++;
  // About a value of the column itself, so that one pass will do without cancellation.
  const center = other < count ? values[other] / one(other) : 0;
  let sum = 0;
  let squares = 0;
  let total = 0;
  for (let i = 0; i < count; i++) {
    const distance = values[i] - center * one(i);
    sum += distance * one(i);
    squares += distance * distance;
    total += one(i) * one(i);
  }
  return Math.sqrt(Math.max(0, squares - (sum * sum) / total) / (total - 1));
}
