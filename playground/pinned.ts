// What a program must say so that it gives the page's fit wherever it runs: levels in their order, contrasts.
import { type Column, type FactorColumn, parseFormula } from "../src/index.js";
import type { FitRecord } from "./fitting.js";
import { modelOptions } from "./model-spec.js";

type Tree = ReturnType<typeof parseFormula>["predictors"];

/** Columns of the data that a model names, in their order in the data. */
export function columnsUsed({ spec, data }: FitRecord): Column[] {
  const names = new Set<string>();
  const visit = (node: Tree, isInCall: boolean): void => visitNames(node, isInCall, (name) => names.add(name));
  for (const text of [spec.formula, `~ ${spec.weights || "1"}`, `~ ${spec.subset || "1"}`]) visitFormula(text, visit);
  return Array.from(data.table.columns.values()).filter(({ name }) => names.has(name));
}

/** Factors that have coefficients of their own, with the levels and contrasts that these mean. */
export function pinnedFactors(
  record: FitRecord,
): { column: FactorColumn; levels: readonly string[]; contrast: string }[] {
  const { report, data, spec } = record;
  const { variables } = report.design;
  const asked = modelOptions(spec).contrasts ?? {};
  const inCalls = namesInCalls(record);
  return Array.from(data.table.columns.values()).flatMap((column) => {
    const { name } = column;
    if (column.kind !== "factor" || column.logical || !Object.hasOwn(variables, name)) return [];
    const order = Object.hasOwn(spec.levels, name) ? spec.levels[name] : undefined;
    // as.numeric() of a text reads it, of a factor with given levels it counts them.
    if (order === undefined && inCalls.has(name)) return [];
    const contrast = Object.hasOwn(asked, name) ? String(asked[name]) : column.ordered ? "poly" : "treatment";
    return [{ column, levels: order ?? column.levels, contrast }];
  });
}

/** Columns that functions of the formula take. */
export function namesInCalls({ spec }: FitRecord): Set<string> {
  const names = new Set<string>();
  visitFormula(spec.formula, (tree) => visitNames(tree, false, (name, isInCall) => isInCall && names.add(name)));
  return names;
}

function visitFormula(text: string, visit: (tree: Tree, isInCall: boolean) => void): void {
  try {
    const { response, predictors } = parseFormula(text);
    if (response !== null) visit(response, false);
    visit(predictors, false);
  } catch {
    // A condition on rows may be more than formulas know; its columns are read as they are.
  }
}

function visitNames(node: Tree, isInCall: boolean, onName: (name: string, isInCall: boolean) => void): void {
  if (node.kind === "name") onName(node.name, isInCall);
  else if (node.kind === "paren") visitNames(node.inner, isInCall, onName);
  else if (node.kind === "unary") visitNames(node.operand, isInCall, onName);
  else if (node.kind === "call") for (const { value } of node.args) visitNames(value, true, onName);
  else if (node.kind === "binary") {
    visitNames(node.left, isInCall, onName);
    visitNames(node.right, isInCall, onName);
  }
}
