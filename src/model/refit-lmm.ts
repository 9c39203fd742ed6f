// The same model fitted to another response: formula, data and design are kept.
import { Engine } from "../engine/engine.js";
import { DataError } from "../errors.js";
import { checkResidualSpace, checkResponse } from "./checks.js";
import { FittedLmm } from "./fitted-lmm.js";
import { optimizeTheta } from "./optimize-theta.js";
import { stopwatch } from "./stopwatch.js";
import { engineInput } from "./term-layout.js";

/** Fits `fit`'s model to `response`: one value for each row of the data or for each row used; throws DataError. */
export async function refitLmm(fit: FittedLmm, response: ArrayLike<number>): Promise<FittedLmm> {
  const { parts } = fit;
  const clock = stopwatch();
  const design = { ...parts.design, response: checkedResponse(fit, response) };
  checkResponse(design);
  const system = new Engine(engineInput(design));
  checkResidualSpace(design, system);
  const build = clock();
  const { theta, convergence } = await optimizeTheta(system, parts.layout, parts.options, null);
  return new FittedLmm({ ...parts, design, system, theta, convergence, timing: { read: 0, build, fit: clock() } });
}

function checkedResponse({ nobs, parts: { rows, rowCount } }: FittedLmm, response: ArrayLike<number>): Float64Array {
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
