import { gammaVariate } from "../../math/random-variates.js";
import type { Family } from "../family.js";
import { positiveNumbers } from "./positive-numbers.js";

export const gamma: Family = {
  name: "gamma",
  label: "Gamma",
  code: 2,
  links: ["inverse", "log", "identity"],
  defaultLink: "inverse",
  canonicalLink: "inverse",
  hasScale: true,
  parameters: [],
  limit: null,
  startingMean: (y) => y,
  response: /* @__PURE__ */ positiveNumbers("a gamma"),
  draw: (mean, { weight, sigma }, stream) => {
    const shape = weight / (sigma * sigma);
    return (mean / shape) * gammaVariate(shape, stream);
  },
  edge: () => 0,
  hasFixedVariance: () => false,
  wider: "",
};
