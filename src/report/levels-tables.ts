// Random effects and coefficients of each level as long tables.
import { checkFit, type Fit } from "../fit/fit.js";
import type { ConditionalModes, RandomEffects } from "../fit/types.js";
import { studentLimits } from "../inference/intervals/student-limits.js";
import type { LevelCoefficient } from "../inference/level-coefficients.js";
import { checkArgument, isCell, isText, resultOf } from "../options.js";
import type { ReportTable } from "./report-table.js";
import { type ColumnsOf, tableOf } from "./table-of.js";

const COEFFICIENTS = resultOf<readonly LevelCoefficient[]>("levelCoefficients()", [
  {
    group: isText,
    level: isText,
    name: isText,
    estimate: isCell,
    stdError: isCell,
    lower: isCell,
    upper: isCell,
  },
]);

interface LevelRow {
  readonly group: string;
  readonly level: string;
  readonly name: string;
  readonly estimate: number;
  readonly stdError?: number;
  readonly lower?: number;
  readonly upper?: number;
}

const COLUMNS: ColumnsOf<LevelRow> = [
  ["group", "Group", "text"],
  ["level", "Level", "text"],
  ["name", "Effect", "text"],
  ["estimate", "Estimate", "estimate"],
];

const ERRORS: ColumnsOf<LevelRow> = [
  ["stdError", "Std. Error", "stdError"],
  ["lower", "Lower", "lower"],
  ["upper", "Upper", "upper"],
];

/**
 * A row a random effect of a level: its conditional mode, and where the data are there, or the variances were saved, its
 * conditional standard deviation with limits of 95 % by the normal distribution.
 *
 * @example
 * console.log(tableText(ranefTable(fit)));
 */
export function ranefTable(fit: Fit): ReportTable {
  checkFit(fit, "ranefTable()");
  const groups = Object.entries<ConditionalModes & Partial<RandomEffects>>(fit.ranef());
  const rows = groups.flatMap(([group, { names, levels, values, condVar }]) =>
    levels.flatMap((level, l) =>
      names.map((name, j): LevelRow => {
        const estimate = values[l][j];
        if (condVar === undefined) return { group, level, name, estimate };
        const stdError = Math.sqrt(condVar[l][j][j]);
        return {
          group,
          level,
          name,
          estimate,
          stdError,
          ...studentLimits(estimate, stdError, Number.POSITIVE_INFINITY, 0.95),
        };
      }),
    ),
  );
  const hasErrors = rows.some(({ stdError }) => stdError !== undefined);
  const notes = hasErrors
    ? ["Standard errors are conditional standard deviations: variances and coefficients are taken as known"]
    : [];
  return { ...tableOf("Random effects", notes, rows, hasErrors ? [...COLUMNS, ...ERRORS] : COLUMNS), level: 0.95 };
}

/**
 * A row a coefficient of a level, with its standard error and limits.
 *
 * @example
 * console.log(tableText(coefTable(levelCoefficients(fit))));
 */
export function coefTable(coefficients: readonly LevelCoefficient[]): ReportTable {
  checkArgument("coefficients", coefficients, COEFFICIENTS);
  const notes = ["Standard errors are of fixed effect and random effect together; variances are taken as known"];
  return tableOf("Coefficients by level", notes, coefficients, [...COLUMNS, ...ERRORS]);
}
