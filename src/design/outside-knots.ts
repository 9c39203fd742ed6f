// Where new data lie beyond the boundary of a bs(): its outer polynomials go on there, and soon leave all bounds.
import type { Table } from "../data/table.js";
import { deparse } from "../formula/deparse.js";
import { parseExpression } from "../formula/parser.js";
import { variablesOf } from "../formula/variables.js";
import type { Notice } from "../frame/frame-checks.js";
import { numberColumnOf } from "../frame/given-column.js";
import type { ResolvedFormula } from "../frame/resolved-formula.js";
import { TransformMemory } from "../frame/transform-state.js";

/** A notice for each bs() of the formula, fitted to other data, beyond whose boundary a row of the table lies. */
export function outsideKnots({ transforms }: ResolvedFormula, table: Table): Notice[] {
  return Object.entries(transforms).flatMap(([label, learned]): Notice[] => {
    if (learned.kind !== "numbers" || !label.startsWith("bs(")) return [];
    const call = parseExpression(label);
    if (call.kind !== "call" || !variablesOf(call).every((name) => table.columns.has(name))) return [];
    const argument = (call.args.find(({ name }) => name === "x") ?? call.args.find(({ name }) => name === null))?.value;
    if (argument === undefined) return [];
    const scope = { table, source: label, transforms: new TransformMemory(transforms), isNewData: true };
    const [low, high] = learned.values;
    const count = numberColumnOf("", argument, scope).columns[0].filter((x) => x < low || x > high).length;
    if (count === 0) return [];
    const message =
      `"${deparse(argument)}" lies outside of ${low} to ${high} in ${count} row${count === 1 ? "" : "s"} of the new data: ` +
      `there "${label}" goes on as a polynomial, which soon leaves all bounds; ns() goes on as a straight line`;
    return [{ code: "W_OUTSIDE_KNOTS", message }];
  });
}
