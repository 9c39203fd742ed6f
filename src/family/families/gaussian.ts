import { normalDraw } from "../../math/random-variates.js";
import type { Family } from "../family.js";
import { numberReader } from "../response.js";

export const gaussian: Family = {
  name: "gaussian",
  label: "gaussian",
  code: 4,
  links: ["identity", "log", "inverse"],
  defaultLink: "identity",
  canonicalLink: "identity",
  hasScale: true,
  parameters: [],
  limit: null,
  startingMean: (y) => y,
  response: /* @__PURE__ */ numberReader(() => null),
  draw: normalDraw,
  edge: (y, link) => (link === "log" && y <= 0 ? -1 : 0),
  hasFixedVariance: () => false,
  wider: "",
};
