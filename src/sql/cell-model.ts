// Cells → the model whose rows they stand for.
import { buildDesign } from "../design/build-design.js";
import type { CodedTerm } from "../design/term-coding.js";
import { termColumns } from "../design/term-columns.js";
import { deparse } from "../formula/deparse.js";
import { expandFormula, requireResponse } from "../formula/expand.js";
import { parseExpression, parseFormula } from "../formula/parser.js";
import type { ModelFrame } from "../frame/model-frame.js";
import { TransformMemory } from "../frame/transform-state.js";
import { evaluateVariable, type FrameVariable, type NumberVariable, variableInRows } from "../frame/variables.js";
import { checkFormula, type Model } from "../model/build.js";
import type { ModelSpec } from "../model/spec.js";
import { tableOfCells } from "./cell-table.js";
import type { Cells } from "./cells.js";
import { predictorsOf } from "./covariates.js";
import { atomLabel } from "./plan.js";
import type { ProductsHead } from "./products-head.js";
import { pseudoRows } from "./pseudo-rows.js";

/** The model of these rows; throws what lmm() throws for data that do not support one. */
export function cellModel(head: ProductsHead, cells: Cells, given: ModelSpec): Model {
  const formula = expandFormula(parseFormula(head.source), head.columnNames);
  checkFormula(formula);
  const spec = specOfSums(head, given);
  const { cell, one, atoms } = pseudoRows(cells);
  const table = tableOfCells(cells, spec);
  const memory = new TransformMemory(head.transforms);
  const scope = { table, source: formula.source, transforms: memory, isNewData: false };
  const variables = new Map<string, FrameVariable>();
  // What numbers are in a row is for terms to say; where they group, too, those of the cells replace them.
  for (const label of head.numbers) variables.set(label, { kind: "number", label, columns: [one], suffixes: [""] });
  for (const { label, expression } of head.factors) {
    const value = variableInRows({ ...evaluateVariable(parseExpression(expression), scope), label }, null);
    variables.set(label, variableInRows(value, cell));
  }
  const response = atoms[atoms.length - 1];
  const values = {
    one,
    columns: (term: CodedTerm) => {
      const own = term.codings.filter(({ byLevel }) => byLevel === null).map(({ variable }) => variable);
      const atom = own.length === 0 ? one : atoms[head.atoms.indexOf(atomLabel(own))];
      return scaled(term, variables, own, atom);
    },
  };
  const frame: ModelFrame = {
    formula,
    columnNames: head.columnNames,
    nobs: cells.rows.reduce((sum, count) => sum + count, 0),
    rows: null,
    dropped: head.dropped,
    told: null,
    response: { kind: "number", label: deparse(requireResponse(formula)), columns: [response], suffixes: [""] },
    variables,
    weights: null,
    offset: null,
    offsetText: head.offset,
    contrasts: spec.frame.contrasts ?? {},
    transforms: memory.toState(),
    predictors: predictorsOf(formula, table, head.covariates),
    notices: [],
  };
  const { design, messages } = buildDesign(frame, { response, sums: { values, logWeights: cells.logWeights } });
  return { formula: head.formula, spec, frame, design, trials: null, messages };
}

/** With the options that are in the sums. */
function specOfSums({ weights, offset, subset, types }: ProductsHead, spec: ModelSpec): ModelSpec {
  const frame = {
    ...spec.frame,
    weights: weights ?? undefined,
    offset: offset ?? undefined,
    subset: subset ?? undefined,
  };
  const saved = Object.keys(types).length === 0 ? spec.saved : { ...spec.saved, types };
  return { ...spec, frame, saved, table: { ...spec.table, types: { ...types } } };
}

/** The columns of a term whose product of variables of numbers is `atom`. */
function scaled(
  term: CodedTerm,
  variables: ReadonlyMap<string, FrameVariable>,
  numbers: readonly string[],
  atom: Float64Array,
): Float64Array[] {
  const own = new Map(variables);
  const ones = numbers.length > 1 ? new Float64Array(atom.length).fill(1) : atom;
  numbers.forEach((label, i) => {
    own.set(label, { ...(variables.get(label) as NumberVariable), columns: [i === 0 ? atom : ones] });
  });
  const columns = termColumns(term, own);
  return numbers.length > 0 ? columns : columns.map((column) => column.map((value, row) => value * atom[row]));
}
