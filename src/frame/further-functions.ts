// Functions that are loaded where a formula calls one, by R's name.
import { cut } from "./cut.js";
import { coded, dummy, interaction, relevel } from "./factor-functions.js";
import type { FurtherFunction } from "./function-kit.js";
import { furtherOperators, sequence } from "./further-operators.js";
import { polynomial } from "./polynomial.js";
import { rank } from "./rank.js";
import { rowFunctions } from "./row-functions.js";
import { spline } from "./splines.js";
import { summaries } from "./summaries.js";

export const furtherFunctions: Readonly<Record<string, FurtherFunction>> = {
  ...furtherOperators,
  ...rowFunctions,
  ...summaries,
  poly: polynomial,
  rank,
  cut,
  ns: (call, kit) => spline(call, kit, true),
  bs: (call, kit) => spline(call, kit, false),
  interaction,
  relevel,
  dummy,
  C: coded,
  seq(call, kit) {
    const args = kit.matchArguments(call, ["from", "to"], ["by", "length.out"]);
    const [from, to] = ["from", "to"].map((name) => kit.constantNumber(call, args.get(name), 0));
    const count = kit.constantNumber(call, args.get("length.out"), 0);
    const step = count > 1 ? (to - from) / (count - 1) : to < from ? -1 : 1;
    return sequence({ from, to, by: kit.constantNumber(call, args.get("by"), step) }, call, kit);
  },
};
