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
  dispersion: "shape",
  startingMean: (y) => (y > 0 ? y : 1 / 6),
  response: /* @__PURE__ */ counts("a negative binomial"),
  draw: (mean, { shape }, stream) => negativeBinomialVariate(mean, shape, stream),
  edge: zeroCount,
  hasFixedVariance: () => false,
  wider: "",
};
