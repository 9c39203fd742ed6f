// Point predictions of a fitted or restored model: Xβ + offset, with or without Zb, or the mean that belongs to it.
import { type TableLike, toTable } from "../data/to-table.js";
import { type AppliedDesign, type AppliedFactor, applyDesign } from "../design/apply-design.js";
import { elementary } from "../engine/load.js";
import { DataError, OptionError } from "../errors.js";
import type { PredictingModel, Predictor } from "../model/predictor.js";

export interface PredictOptions {
  /** Expected responses (the default), or linear predictors; the same for a linear model. */
  readonly type?: "response" | "link" | undefined;
  /** Conditional on all random effects (the default), or the population's mean. */
  readonly randomEffects?: "all" | "none" | undefined;
  /** A level that the model has not seen is refused (the default), or predicted with random effects of zero. */
  readonly newLevels?: "error" | "population" | undefined;
  /** For a model whose offset option was an array: its values for the new rows. */
  readonly offset?: ArrayLike<number> | undefined;
}

const CHOICES: Readonly<Record<string, readonly string[] | null>> = {
  type: ["response", "link"],
  randomEffects: ["all", "none"],
  newLevels: ["error", "population"],
  offset: null,
};

/**
 * Expected responses, one a row of `newData`, or of the rows fitted where none are given. A row with a missing value
 * gives NaN; a missing group counts as an unknown one under `newLevels: "population"`. With random effects left out, a
 * mean that is not linear is that of a group whose effects are zero. Throws DataError, OptionError.
 */
export function predict(fit: PredictingModel, newData?: TableLike | null, options: PredictOptions = {}): Float64Array {
  checkChoices(options);
  const eta = newData === undefined || newData === null ? etaFitted(fit, options) : etaOf(fit, newData, options);
  return options.type === "link" ? eta : fit.predictor.mean(eta);
}

function etaFitted(fit: PredictingModel, { randomEffects = "all" }: PredictOptions): Float64Array {
  if (fit.linearPredictor === undefined || fit.fixedPart === undefined) {
    throw new DataError("a restored model has no data of its own; give predict() the new data to predict for");
  }
  return randomEffects === "all" ? fit.linearPredictor() : fit.fixedPart();
}

function etaOf(
  { predictor }: PredictingModel,
  newData: TableLike,
  { randomEffects = "all", newLevels = "error", offset }: PredictOptions,
): Float64Array {
  const random = randomEffects === "all";
  const applied = applyDesign(predictor.design, toTable(newData), elementary(), { random });
  const out = fixedEffectsPart(predictor, applied, offset);
  if (!random) return out;
  for (const factor of applied.factors) if (newLevels === "error") checkLevels(factor);
  addRandomEffects(out, predictor, applied);
  return out;
}

function fixedEffectsPart(
  predictor: Predictor,
  applied: AppliedDesign,
  given: ArrayLike<number> | undefined,
): Float64Array {
  const out = applied.offset ? Float64Array.from(applied.offset) : new Float64Array(applied.rowCount);
  const offset = givenOffset(predictor, applied.rowCount, given);
  for (let row = 0; offset !== null && row < out.length; row++) out[row] += offset[row];
  predictor.kept.forEach((column, position) => {
    const values = applied.fixed.columns[column];
    for (let row = 0; row < out.length; row++) out[row] += predictor.beta[position] * values[row];
  });
  return out;
}

function givenOffset(
  { needsOffset }: Predictor,
  rowCount: number,
  given: ArrayLike<number> | undefined,
): ArrayLike<number> | null {
  if (!needsOffset) {
    if (given === undefined) return null;
    throw new OptionError('option "offset" of predict() is for a model that was fitted with an offset array', "offset");
  }
  if (given === undefined) {
    const text =
      'model was fitted with an offset array; give its values for the new rows in option "offset" of predict()';
    throw new OptionError(text, "offset");
  }
  if (given.length === rowCount) return given;
  throw new OptionError(`offset has ${given.length} values, but the new data have ${rowCount} rows`, "offset");
}

function addRandomEffects(out: Float64Array, predictor: Predictor, applied: AppliedDesign): void {
  applied.factors.forEach((factor, index) => {
    const { modes, names } = groupOf(predictor, factor.name);
    const columns = applied.random.filter((term) => term.factor === index).flatMap((term) => term.columns);
    columns.forEach((values, column) => {
      for (let row = 0; row < out.length; row++) {
        const code = factor.codes[row];
        if (code < 0) continue;
        const effect = modes[code * names.length + column];
        out[row] += values === null ? effect : values[row] * effect;
      }
    });
  });
}

function groupOf({ groups }: Predictor, name: string) {
  const found = groups.find((group) => group.name === name);
  if (found === undefined) throw new DataError(`saved model has no random effects by "${name}"`);
  return found;
}

function checkLevels({ name, codes, unknown }: AppliedFactor): void {
  if (unknown.length > 0) {
    const shown =
      unknown
        .slice(0, 5)
        .map((level) => `"${level}"`)
        .join(", ") + (unknown.length > 5 ? ", …" : "");
    const text =
      `new levels detected in new data: "${name}" has ${shown}, which the model has not seen; ` +
      'newLevels: "population" predicts them without random effects';
    throw new DataError(text, { column: name });
  }
  const row = codes.findIndex((code) => code < 0);
  if (row >= 0) {
    const text =
      `missing value in grouping factor "${name}", row ${row + 1} of the new data; ` +
      'newLevels: "population" predicts it without random effects';
    throw new DataError(text, { column: name, row });
  }
}

function checkChoices(options: PredictOptions): void {
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(CHOICES, name)) {
      throw new OptionError(
        `unknown option "${name}" of predict(); the options are ${Object.keys(CHOICES).join(", ")}`,
        name,
      );
    }
    const choices = CHOICES[name];
    if (value === undefined || choices === null || choices.includes(value as string)) continue;
    const allowed = choices.map((choice) => `"${choice}"`).join(" or ");
    throw new OptionError(`option "${name}" must be ${allowed}, not ${JSON.stringify(value)}`, name);
  }
}
