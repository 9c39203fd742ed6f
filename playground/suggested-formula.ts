// A model to begin with, guessed from what the columns look like: a measure, its conditions, and who or what was measured.
import type { Column, FactorColumn, NumberColumn, Table } from "../src/index.js";
import { inFormula } from "./formula-edits.js";

/** Conditions have at most so many levels, people and items at least so many. */
const [MOST_CONDITIONS, LEAST_GROUPS] = [4, 5];
const [MOST_EFFECTS, MOST_GROUPS] = [3, 3];
/** Rows that are looked at. */
const ROWS = 5000;
/** Different values that a measure has at least. */
const LEAST_VALUES = 8;
const GROUP_NAME =
  /^(?:id|vp|vpn|vpnr|subj\w*|participant\w*|person\w*|proband\w*|teilnehmer\w*|item\w*|stimul\w*|wort|word)$/i;

/** Null where there is no measure, or nothing was measured repeatedly. */
export function suggestedFormula(table: Table): string | null {
  const columns = Array.from(table.columns.values());
  const groups = columns.filter((column) => isGroup(column, table.rowCount)).slice(0, MOST_GROUPS);
  if (groups.length === 0) return null;
  const measures = columns
    .filter((column): column is NumberColumn => column.kind === "number" && !groups.includes(column))
    .map((column) => ({ name: column.name, count: distinct(column).size, column }))
    .filter(
      ({ count, column }) =>
        count >= LEAST_VALUES && !isCounter(column) && groups.every((group) => varies(column, group)),
    );
  if (measures.length === 0) return null;
  const { name } = measures.reduce((most, one) => (one.count > most.count ? one : most));
  const conditions = columns
    .filter((column): column is FactorColumn => column.kind === "factor" && !groups.includes(column))
    .filter(({ levels }) => levels.length > 1 && levels.length <= MOST_CONDITIONS)
    .slice(0, MOST_EFFECTS)
    .map((column) => inFormula(column.name));
  const [first = "1", second, third] = conditions;
  const crossed = second === undefined ? first : `${first} * ${second}`;
  const effects = third === undefined ? crossed : `${crossed} + ${third}`;
  return `${inFormula(name)} ~ ${effects}${groups.map((group) => ` + (1 | ${inFormula(group.name)})`).join("")}`;
}

function isGroup(column: Column, rowCount: number): boolean {
  if (column.kind === "number")
    return GROUP_NAME.test(column.name) && isRepeated(distinct(column).size, Math.min(rowCount, ROWS));
  return column.kind === "factor" && isRepeated(column.levels.length, rowCount);
}

const isRepeated = (levels: number, rows: number) => levels >= LEAST_GROUPS && rows >= 2 * levels;

function distinct({ values }: NumberColumn): Set<number> {
  return new Set(values.subarray(0, ROWS));
}

/** Whether it numbers the rows. */
function isCounter({ values }: NumberColumn): boolean {
  return values.subarray(0, ROWS).every((value, i) => i === 0 || value === values[i - 1] + 1);
}

/** Whether some level of a grouping factor has more than one value: an age is no measure. */
function varies(column: NumberColumn, group: Column): boolean {
  const first = new Map<number, number>();
  const keys = group.kind === "factor" ? group.codes : group.kind === "number" ? group.values : [];
  return column.values.subarray(0, ROWS).some((value, i) => {
    const key = keys[i];
    if (!first.has(key)) first.set(key, value);
    return !Number.isNaN(value) && first.get(key) !== value;
  });
}
