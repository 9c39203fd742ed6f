// The columns of coded terms, filled from the variables' values.
import type { FactorVariable, FrameVariable, NumberVariable } from "../frame/variables.js";
import type { CodedTerm, Coding } from "./term-coding.js";

/** Where the columns of terms come from. */
export interface TermValues {
  /** What is in place of a column of ones; null for ones. */
  readonly one: Float64Array | null;
  /** One column a name of the term. */
  columns(term: CodedTerm): Float64Array[];
}

/** The columns that follow from the variables' own values. */
export function valuesOf(variables: ReadonlyMap<string, FrameVariable>): TermValues {
  return { one: null, columns: (term) => termColumns(term, variables) };
}

/** One Float64Array a name; a variable of numbers on its own is passed on uncopied, a missing level gives NaN. */
export function termColumns(
  { codings, names }: CodedTerm,
  variables: ReadonlyMap<string, FrameVariable>,
): Float64Array[] {
  const cells = factorCells(codings, variables);
  return names.map((_, index) => {
    let rest = index;
    const columns = codings.map((coding) => {
      const column = rest % coding.names.length;
      rest = (rest - column) / coding.names.length;
      return { coding, column };
    });
    const numbers = columns.flatMap(({ coding, column }) => {
      const variable = variables.get(coding.variable) as FrameVariable;
      return coding.byLevel === null ? [(variable as NumberVariable).columns[column]] : [];
    });
    if (cells === null) return product(numbers);
    const tables = columns.flatMap(({ coding, column }) => (coding.byLevel === null ? [] : [coding.byLevel(column)]));
    return cellValues(cells, tables.reduce(outer), numbers);
  });
}

/** Each row's combination of the levels of all factors of a term, the first varying fastest; null without factors. */
function factorCells(codings: readonly Coding[], variables: ReadonlyMap<string, FrameVariable>): Int32Array | null {
  let cells: Int32Array | null = null;
  let count = 1;
  for (const { variable, byLevel } of codings) {
    if (byLevel === null) continue;
    const { codes, levels } = variables.get(variable) as FactorVariable;
    cells = cells === null ? codes : combined(cells, codes, count);
    count *= levels.length;
  }
  return cells;
}

function combined(cells: Int32Array, codes: Int32Array, count: number): Int32Array {
  const result = new Int32Array(cells.length);
  for (let i = 0; i < cells.length; i++) result[i] = cells[i] < 0 || codes[i] < 0 ? -1 : cells[i] + count * codes[i];
  return result;
}

/** Products of two tables' values, the first varying fastest. */
function outer(a: Float64Array, b: Float64Array): Float64Array {
  const result = new Float64Array(a.length * b.length);
  for (let j = 0; j < b.length; j++) {
    for (let i = 0; i < a.length; i++) result[j * a.length + i] = a[i] * b[j];
  }
  return result;
}

function cellValues(cells: Int32Array, table: Float64Array, numbers: readonly Float64Array[]): Float64Array {
  const result = new Float64Array(cells.length);
  for (let i = 0; i < cells.length; i++) result[i] = cells[i] < 0 ? Number.NaN : table[cells[i]];
  for (const values of numbers) multiply(result, values);
  return result;
}

function product([first, ...others]: readonly Float64Array[]): Float64Array {
  if (others.length === 0) return first;
  const result = Float64Array.from(first);
  for (const values of others) multiply(result, values);
  return result;
}

function multiply(into: Float64Array, values: Float64Array): void {
  for (let i = 0; i < into.length; i++) into[i] *= values[i];
}
