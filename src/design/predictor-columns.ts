import type { Table } from "../data/table.js";
import { deparse } from "../formula/deparse.js";
import { parseExpression } from "../formula/parser.js";
import { variablesOf } from "../formula/variables.js";
import { numberColumnOf } from "../frame/given-column.js";
import type { ResolvedFormula } from "../frame/resolved-formula.js";
import { TransformMemory } from "../frame/transform-state.js";

export interface PredictorColumns {
  /** Columns of the fixed terms, in the order of the formula. */
  readonly names: readonly string[];
  /** Those that the formula makes a factor, as factor(x) does, whatever they are in the data. */
  readonly codedNames: ReadonlySet<string>;
  /** The columns of each term. */
  readonly terms: readonly (readonly string[])[];
}

/** The columns of the fixed part, by the names they have in the data. */
export function predictorColumns({ formula, variables: known }: ResolvedFormula): PredictorColumns {
  const { fixed } = formula;
  const terms = fixed.terms.map(({ variables }) => [...new Set(variables.flatMap(variablesOf))]);
  const codedNames = new Set<string>();
  for (const variable of fixed.terms.flatMap(({ variables }) => variables)) {
    const schema = known.get(deparse(variable));
    if (schema?.kind !== "factor" || schema.logical) continue;
    for (const name of variablesOf(variable)) codedNames.add(name);
  }
  return { names: [...new Set(terms.flat())], codedNames, terms };
}

/** A column, or an expression of columns such as log(x), as text. */
export interface ColumnExpression {
  readonly columns: readonly string[];
  /** Its values over a table; throws DataError where they are no numbers. */
  values(table: Table): Float64Array;
}

/** Reads `text`, which is a column where `names` has it; throws FormulaError. */
export function columnExpression(text: string, names: readonly string[]): ColumnExpression {
  const isColumn = names.includes(text);
  const expression = isColumn
    ? ({ kind: "name", name: text, start: 0, end: text.length } as const)
    : parseExpression(text);
  return {
    columns: variablesOf(expression),
    values(table) {
      const transforms = new TransformMemory();
      const scope = { table, source: text, transforms, isNewData: false };
      return numberColumnOf("", expression, scope).columns[0];
    },
  };
}
