// What quadrature says of a fit by Laplace's approximation, where that is something else.
import type { GeneralizedLikelihood } from "../../likelihood/generalized/likelihood.js";
import { splitTheta } from "../../likelihood/terms.js";
import type { GeneralizedLive } from "../live.js";
import type { Warning } from "../types.js";
import { short } from "./short.js";

/** Moves that are worth a word: of a coefficient in its standard errors, of a standard deviation as a share of it. */
const WORTH = { standardErrors: 0.5, share: 0.25 };

/** A warning with both values where quadrature moves estimates; where they stay, or nothing can be said, none. */
export function laplaceWarnings(parts: GeneralizedLive, stdErrors: readonly number[]): Warning[] {
  const { design, likelihood, estimates } = parts;
  const exact = (likelihood as GeneralizedLikelihood).byQuadrature(estimates);
  if (exact === null) return [];
  const [term] = design.random;
  const [[sd], [exactSd]] = [estimates, exact].map(({ theta }) => splitTheta(likelihood.terms, theta)[0]);
  const deviation =
    Math.abs(exactSd - sd) > WORTH.share * sd
      ? [
          `the standard deviation of "${term.names[0]}" by "${design.factors[term.factor].name}" is ${short(sd)} here and ` +
            `${short(exactSd)} there`,
        ]
      : [];
  const coefficients = likelihood.kept.flatMap((column, j) => {
    const [own, other] = [estimates.beta[j], exact.beta[j]];
    if (!(Math.abs(other - own) > WORTH.standardErrors * stdErrors[j])) return [];
    return [`"${design.fixed.names[column]}" ${short(own)} and ${short(other)}`];
  });
  if (deviation.length + coefficients.length === 0) return [];
  const shown = [...deviation, ...coefficients.slice(0, 5)];
  if (coefficients.length > 5) shown.push(`and ${coefficients.length - 5} more coefficients`);
  const message =
    `the Laplace approximation is far off: by adaptive quadrature (nAGQ = 25) ${shown.join(", ")}; the responses of a ` +
    "level say too little of its effect for an approximation by one point: fit with nAGQ 25, and report that fit";
  return [{ code: "W_LAPLACE", message }];
}
