// The same model fitted anew: formula, data and design are kept.
import type { Likelihood } from "../likelihood/likelihood.js";
import { plainSpec } from "../likelihood/spec.js";
import { checkFinite, givenResponse } from "./given-response.js";
import type { Live } from "./live.js";
import { stopwatch } from "./stopwatch.js";

/**
 * The model at its maximum for `response`: a value for each row of the data or for each row used, for a binomial the
 * share of successes in the same trials; throws DataError.
 */
export function refitted<Parts extends Live>(parts: Parts, response: ArrayLike<number>): Parts {
  const clock = stopwatch();
  const values = givenResponse(parts, response, "response");
  checkFinite(parts, values, "response");
  return maximizedAnew(parts, parts.likelihood.withResponse(values), clock);
}

/** The model with another likelihood of its design. */
export function maximizedAnew<Parts extends Live>(parts: Parts, likelihood: Likelihood, clock = stopwatch()): Parts {
  const { design, spec } = likelihood.model;
  const build = clock();
  const estimates = likelihood.maximizeAtOnce(plainSpec(spec).search);
  const timing = { read: 0, build, fit: clock() };
  return { ...parts, spec: { ...parts.spec, ...spec }, design, likelihood, estimates, timing };
}
