// Whether a likelihood has a maximum at all: where fixed and random effects together reproduce any response, that of
// maximum likelihood grows with the logarithm of the standard deviations, without end.
import type { LinearSystem } from "../../engine/linear-system.js";
import type { MixedSystem } from "../../engine/types.js";
import { whiteningBasis } from "../coordinates.js";
import { mergeLambdas, type TermBlock } from "../terms.js";
import { evaluate } from "./deviance.js";

/** Share of the residual of the fixed part under which the random effects reproduce the response. */
const REPRODUCED = 1e-10;
/** Standard deviations of white columns over σ between which the objective falls, and by how much at least. */
const WIDE = { from: 1e4, to: 1e5, fall: 2 };

/** Fall of r² where all standard deviations are tenfold. */
const VANISHING = 30;

/** Whether a system has been factorized where hardly any residual is left. */
export function isReproduced({ pwrss, leastSquaresResidual }: MixedSystem): boolean {
  return pwrss < REPRODUCED * leastSquaresResidual;
}

/** Whether there are enough effects and coefficients to reproduce any response. */
export function mayReproduce({ factors, rank, nobs }: MixedSystem): boolean {
  return factors.reduce((sum, { levelCount, columnCount }) => sum + levelCount * columnCount, rank) >= nobs;
}

/** Tells so of a system, which is left at Λ. */
export function isUnbounded(
  system: LinearSystem,
  terms: readonly TermBlock[],
  reml: boolean,
  lambdas: readonly Float64Array[],
): boolean {
  if (!mayReproduce(system)) return false;
  const bases = terms.map((term) => whiteningBasis(system, term));
  const [near, far] = [WIDE.from, WIDE.to].map((size) => {
    const wide = mergeLambdas(
      system,
      terms,
      bases.map((basis) => basis.map((entry) => size * entry)),
    );
    return { value: evaluate(system, wide, reml), squares: system.pwrss };
  });
  evaluate(system, lambdas, reml);
  return near.value - far.value > WIDE.fall && far.squares < near.squares / 10;
}

/**
 * Whether the residual vanishes on the way from Λ, where a search was left, to larger ones in its direction: no minimum is
 * there. At one r² would fall by no more than the share of |u|² in it. The system is left elsewhere.
 */
export function vanishes(system: LinearSystem, reml: boolean, lambdas: readonly Float64Array[]): boolean {
  const [here, beyond] = [1, 10].map((size) => {
    const value = evaluate(
      system,
      lambdas.map((lambda) => lambda.map((entry) => size * entry)),
      reml,
    );
    return value === Number.POSITIVE_INFINITY ? Number.NaN : system.pwrss;
  });
  return beyond < here / VANISHING;
}
