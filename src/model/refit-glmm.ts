// The same generalized model fitted to another response: formula, data and design are kept.
import { estimateGlmm } from "./estimate-glmm.js";
import { checkFinite, givenResponse } from "./given-response.js";
import { checkGlmmOptions } from "./glmm-options.js";
import { checkVaries } from "./glmm-response.js";
import type { GlmmParts } from "./glmm-types.js";
import { stopwatch } from "./stopwatch.js";

/**
 * The same model at its optimum for `response`, a value for each row of the data or for each row used, for a binomial
 * the share of successes in the same trials; throws DataError.
 */
export async function refitGlmm(parts: GlmmParts, response: ArrayLike<number>): Promise<GlmmParts> {
  const clock = stopwatch();
  const { design: old, trials, rows, options, layout } = parts;
  const settings = checkGlmmOptions(options);
  const given = givenResponse(parts, response, "response");
  checkFinite(parts, given, "response");
  const place = { label: old.responseName, rowOf: (i: number) => (rows === null ? i : rows[i]) };
  const values = settings.family.response.check(given, trials, place);
  checkVaries(values, String(values[0]), place);
  const design = { ...old, response: values };
  const build = clock();
  const estimate = await estimateGlmm(design, trials, layout, settings, options);
  return { ...parts, design, ...estimate, timing: { read: 0, build, fit: clock() } };
}
