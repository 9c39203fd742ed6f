// Counts whose variance is μ + μ²/shape.
import { negativeBinomialVariate } from "../../math/random-variates.js";
import type { Family } from "../family.js";
import { counts, zeroCount } from "./counts.js";

export const negbinomial: Family = {
  name: "negbinomial",
  label: "Negative Binomial",
  code: 5,
  links: ["log", "sqrt", "identity"],
  defaultLink: "log",
  canonicalLink: null,
  hasScale: false,
  parameters: [{ name: "shape", first: 1, guess: shapeOf, spread: (shape, rows) => shape * Math.sqrt(8 / rows) }],
  limit: "poisson",
  startingMean: (y) => (y > 0 ? y : 1 / 6),
  response: /* @__PURE__ */ counts("a negative binomial"),
  draw: (mean, { family: [shape] }, stream) => negativeBinomialVariate(mean, shape, stream),
  edge: zeroCount,
  hasFixedVariance: () => false,
  wider: "",
};

/** The range of a guess. */
const SHAPES = { least: 0.05, most: 100 };

/** Σ μ² / Σ ((y − μ)² − μ), kept within reason. */
function shapeOf(y: Float64Array, mu: Float64Array, weights: Float64Array | null): number {
  let squares = 0;
  let excess = 0;
  mu.forEach((mean, i) => {
    const weight = weights?.[i] ?? 1;
    squares += weight * mean * mean;
    excess += weight * ((y[i] - mean) * (y[i] - mean) - mean);
  });
  if (!Number.isFinite(squares) || !Number.isFinite(excess)) return Number.NaN;
  return Math.min(SHAPES.most, Math.max(SHAPES.least, excess > 0 ? squares / excess : SHAPES.most));
}
