import { inverseGaussianVariate } from "../../math/random-variates.js";
import type { Family } from "../family.js";
import { positiveNumbers } from "./positive-numbers.js";

export const inverseGaussian: Family = {
  name: "inverse-gaussian",
  label: "inverse.gaussian",
  code: 3,
  links: ["1/mu^2", "log", "identity", "inverse"],
  defaultLink: "1/mu^2",
  canonicalLink: "1/mu^2",
  hasScale: true,
  parameters: [],
  limit: null,
  startingMean: (y) => y,
  response: /* @__PURE__ */ positiveNumbers("an inverse gaussian"),
  draw: (mean, { weight, sigma }, stream) => inverseGaussianVariate(mean, weight / (sigma * sigma), stream),
  edge: () => 0,
  hasFixedVariance: () => false,
  wider: "",
};
