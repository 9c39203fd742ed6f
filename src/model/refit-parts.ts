// The same model fitted to another response: formula, data and design are kept.
import { Engine } from "../engine/engine.js";
import { DataError } from "../errors.js";
import { checkResidualSpace, checkResponse } from "./checks.js";
import type { LmmParts } from "./lmm-parts.js";
import { optimizeTheta } from "./optimize-theta.js";
import { stopwatch } from "./stopwatch.js";
import { engineInput } from "./term-layout.js";

/** The same model at its optimum for `response`: a value for each row of the data or for each row used; throws DataError. */
export async function refitParts(parts: LmmParts, response: ArrayLike<number>): Promise<LmmParts> {
  const clock = stopwatch();
  const design = { ...parts.design, response: checkedResponse(parts, response) };
  checkResponse(design);
  const system = new Engine(engineInput(design));
  checkResidualSpace(design, system);
  const build = clock();
  const { theta, convergence } = await optimizeTheta(system, parts.layout, parts.options, null);
  return { ...parts, design, system, theta, convergence, timing: { read: 0, build, fit: clock() } };
}

function checkedResponse({ design, rows, rowCount }: LmmParts, response: ArrayLike<number>): Float64Array {
  const { nobs } = design;
  if (response.length !== nobs && response.length !== rowCount) {
    const counts = nobs === rowCount ? `${nobs} rows` : `${nobs} of ${rowCount} rows`;
    throw new DataError(`response has ${response.length} values; this model was fitted to ${counts}`);
  }
  const values = new Float64Array(nobs);
  for (let i = 0; i < nobs; i++) {
    const row = rows === null || response.length === nobs ? i : rows[i];
    values[i] = response[row];
    if (Number.isFinite(values[i])) continue;
    throw new DataError(`response has ${values[i]} in row ${row + 1}; expected a finite number`, { row });
  }
  return values;
}
