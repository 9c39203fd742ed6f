// Responses drawn for given rows: modes where the simulation is conditional on them, fresh effects elsewhere.
import { DataError } from "../../errors.js";
import type { Predictor } from "../../fit/predictor.js";
import type { RandomStream } from "../../math/random-stream.js";
import { addModes, fixedPart, type PredictionRows, type RowGroup } from "../prediction/prediction-rows.js";

/** What becomes of a level that the model has not seen where its effects are to be those of the fit. */
export type NewLevels = "error" | "population" | "draw";

/**
 * A response, one number a row; NaN where a covariate is missing. Effects are drawn for every level of the fit in its
 * order and then for new ones, so that a level has the same effects whatever the other rows are; `streamOf` gives each
 * grouping factor a stream of its own where its effects are to be the same whatever the levels of others.
 */
export function drawnResponse(
  rows: PredictionRows,
  predictor: Predictor,
  newLevels: NewLevels,
  stream: RandomStream,
  streamOf: (group: string) => RandomStream = () => stream,
): Float64Array {
  const eta = fixedPart(rows, predictor.beta);
  addModes(eta, rows);
  for (const group of rows.groups) addDrawn(eta, group, predictor, newLevels, streamOf(group.name));
  const mean = predictor.mean(eta);
  const { sigma, familyValues: family } = predictor;
  return mean.map((value, i) => {
    if (Number.isNaN(value)) return value;
    const row = { trials: rows.trials?.[i] ?? 1, weight: rows.weights?.[i] ?? 1, sigma, family };
    return predictor.draw(value, row, stream);
  });
}

function addDrawn(
  eta: Float64Array,
  group: RowGroup,
  predictor: Predictor,
  newLevels: NewLevels,
  stream: RandomStream,
): void {
  const { names, levels, unknown, columns, selected, codes } = group;
  const isFitted = !selected.includes(false);
  const drawsNew = newLevels === "draw" || !selected.includes(true);
  if (isFitted && (!drawsNew || unknown.length === 0)) return;
  const k = names.length;
  const effects = new Float64Array((levels.length + unknown.length) * k);
  for (const { group: name, offset, names: own, lambda } of predictor.terms) {
    if (name !== group.name) continue;
    for (let start = offset; start < effects.length; start += k) {
      for (let column = 0; column < own.length; column++) {
        const u = predictor.effectScale * stream.normal();
        for (let row = 0; row < own.length; row++) effects[start + row] += lambda[row + column * own.length] * u;
      }
    }
  }
  const placeOf = new Map([...levels, ...unknown].map((level, place) => [level, place]));
  const places = group.own.levels.map((level) => placeOf.get(level) as number);
  columns.forEach((values, column) => {
    for (let row = 0; row < eta.length; row++) {
      const own = group.own.codes[row];
      if (own < 0 && drawsNew) throw missingGroup(group.name, row);
      if (own < 0 || (codes[row] >= 0 ? selected[column] : !drawsNew)) continue;
      const effect = effects[places[own] * k + column];
      eta[row] += values === null ? effect : values[row] * effect;
    }
  });
}

function missingGroup(name: string, row: number): DataError {
  const text = `missing value in grouping factor "${name}", row ${row + 1}, for which no effects can be drawn`;
  return new DataError(text, { column: name, row });
}
