// What a system says of the rows of the model asked for.
import type { ResponseFunctions } from "../../family/response-functions.js";
import { byRow, type Cells } from "./cells.js";
import type { GlmmEstimates } from "./estimates.js";
import type { GlmmSystem } from "./system.js";

/** At the mode where a system is; `cells` where a row of it is a cell. */
export function rowValues(
  { system: { rows }, y }: GlmmSystem,
  functions: ResponseFunctions,
  cells: Cells | null,
): Pick<GlmmEstimates, "eta" | "mu" | "workingWeights"> & { readonly y: Float64Array } {
  const own = rows.eta();
  const mean = functions.linkInverse(own);
  if (cells === null) return { y, eta: own, mu: mean, workingWeights: rows.workingWeights() };
  const { response, weights } = cells;
  const eta = byRow(cells, own);
  const unit = rows.areObserved
    ? functions.workingWeights(true, response, eta)
    : byRow(cells, functions.workingWeights(false, own, own));
  const workingWeights = weights === null ? unit : unit.map((value, i) => value * weights[i]);
  return { y: response, eta, mu: byRow(cells, mean), workingWeights };
}
