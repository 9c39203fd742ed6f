// The kind of fit that a record or a spec is of.
import type { FitKind } from "../live.js";
import { generalized } from "./generalized.js";
import { linear } from "./linear.js";

export function kindOf(name: FitKind["name"]): FitKind {
  return name === "lmm" ? linear : generalized;
}
