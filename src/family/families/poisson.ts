import { poissonVariate } from "../../math/random-variates.js";
import { type Family, OBSERVATION_LEVEL } from "../family.js";
import { counts, zeroCount } from "./counts.js";

export const poisson: Family = {
  name: "poisson",
  label: "poisson",
  code: 1,
  links: ["log", "sqrt", "identity"],
  defaultLink: "log",
  canonicalLink: "log",
  hasScale: false,
  parameters: [],
  limit: null,
  startingMean: (y) => y + 0.1,
  response: /* @__PURE__ */ counts("a poisson"),
  draw: (mean, _row, stream) => poissonVariate(mean, stream),
  edge: zeroCount,
  hasFixedVariance: () => true,
  wider: `the family "negbinomial" or ${OBSERVATION_LEVEL}`,
};
