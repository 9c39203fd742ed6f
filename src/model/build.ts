// The first half of every model: a formula and data become a design, one line a stage.
import type { Table } from "../data/table.js";
import { type TableLike, toTable } from "../data/to-table.js";
import { buildDesign } from "../design/build-design.js";
import type { Design } from "../design/design.js";
import { FormulaError } from "../errors.js";
import type { ModelResponse } from "../family/response.js";
import type { ExpandedFormula } from "../formula/ast.js";
import { formulaText } from "../formula/deparse.js";
import { expandFormula, requireResponse } from "../formula/expand.js";
import { parseFormula } from "../formula/parser.js";
import type { Notice } from "../frame/frame-checks.js";
import { type ModelFrame, modelFrame } from "../frame/model-frame.js";
import { numericResponse } from "../frame/numeric-response.js";
import type { LikelihoodModel } from "../likelihood/likelihood.js";
import type { ModelSpec } from "./spec.js";

/** A model that can be fitted. */
export interface Model<Spec extends ModelSpec = ModelSpec> {
  readonly formula: string;
  readonly spec: Spec;
  /** The formula's variables in the rows used: models of other terms are built from them, new data are put into it. */
  readonly frame: ModelFrame;
  /** `response`: of a generalized model on the scale of the mean; `weights`: prior weights, without trials. */
  readonly design: Design;
  /** Trials behind each share of successes; null where every row is one trial, or the family knows none. */
  readonly trials: Float64Array | null;
  readonly messages: readonly Notice[];
}

/** Throws FormulaError, DataError and DesignError. */
export function buildModel<Spec extends ModelSpec>(formula: string, data: TableLike, spec: Spec): Model<Spec> {
  const { text, expanded, table } = formulaWithData(formula, data, spec.table);
  checkFormula(expanded);
  return modelOfFrame(text, modelFrame(expanded, table, spec.frame), spec);
}

/** The formula that was read last, which fits of one formula share. */
let last: { readonly names: string; readonly text: string; readonly expanded: ExpandedFormula } | null = null;

/** A formula whose names are columns, as it is shown, and the data as a table. */
export function formulaWithData(
  formula: string,
  data: TableLike,
  asked: ModelSpec["table"],
): { text: string; expanded: ExpandedFormula; table: Table } {
  const known = last?.expanded.source === formula ? last : null;
  const ast = known === null ? parseFormula(formula) : null;
  const table = toTable(data, asked);
  const columns = [...table.columns.keys()];
  const names = JSON.stringify(columns);
  if (known?.names === names) return { ...known, table };
  const own = ast ?? parseFormula(formula);
  last = { names, text: formulaText(own), expanded: expandFormula(own, columns) };
  return { ...last, table };
}

/** The model of a frame, with a response that has been read already where one is given. */
export function modelOfFrame<Spec extends ModelSpec>(
  formula: string,
  frame: ModelFrame,
  spec: Spec,
  { values: response, trials, weights }: ModelResponse = readResponse(frame, spec),
): Model<Spec> {
  const { hasScale } = spec.family;
  const { design, messages } = buildDesign({ ...frame, weights }, { response, hasScale });
  return { formula, spec, frame, design, trials, messages };
}

function readResponse(frame: ModelFrame, { family, approximation }: ModelSpec): ModelResponse {
  if (approximation !== null) return family.response.read(frame);
  return { values: numericResponse(frame), trials: null, weights: frame.weights };
}

/** What the likelihood of a model is made of. */
export function likelihoodModel({ design, trials, frame, spec }: Model): LikelihoodModel {
  return { design, trials, rows: frame.rows, spec };
}

/** Throws FormulaError unless the formula has a response and at least one random term. */
export function checkFormula(formula: ExpandedFormula): void {
  const { source } = formula;
  requireResponse(formula);
  if (formula.random.length === 0) {
    const text =
      `no random effects terms specified in formula "${source.trim()}"; add one such as (1 | g), ` +
      "or fit an ordinary linear model (lm in R) instead";
    throw new FormulaError(text, source, 0, Math.max(1, source.length));
  }
}
