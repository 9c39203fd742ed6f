// A fit as tables: coefficients with intervals and tests, random effects, and both in one.

import { covarianceStructure } from "../covariance/registry.js";
import { checkFit, type Fit } from "../fit/fit.js";
import type { FixedEffect, FixefTests } from "../fit/types.js";
import { studentLimits } from "../inference/intervals/student-limits.js";
import { LEVEL, type OptionRules } from "../options.js";
import { formatNumber } from "./format-number.js";
import { noteTexts } from "./notes.js";
import type { ReportTable } from "./report-table.js";
import { methodWords, REPORT_RULES, type ReportOptions, shownTests } from "./shown-tests.js";
import { type ColumnOf, type ColumnsOf, tableOf } from "./table-of.js";
import { tColumns } from "./test-columns.js";

/** Options of tables of a fit. */
export interface FitTableOptions extends ReportOptions {
  /** Of the intervals of coefficients; 0.95 unless given. */
  readonly level?: number | undefined;
}

export const FIT_TABLE_RULES: OptionRules<FitTableOptions> = { ...REPORT_RULES, level: LEVEL };

/** A coefficient with all that is known of it; without tests no degrees of freedom, p value or limits. */
export interface ShownEffect extends FixedEffect {
  readonly df?: number;
  readonly lower?: number;
  readonly upper?: number;
}

export interface ShownEffects {
  readonly effects: readonly ShownEffect[];
  readonly tests: FixefTests | null;
  readonly level: number;
}

/** The coefficients with Wald intervals by the degrees of freedom of their tests. Throws as summary(). */
export function shownEffects(fit: Fit, options: FitTableOptions): ShownEffects {
  const tests = shownTests(fit, options, FIT_TABLE_RULES);
  const { level = 0.95 } = options;
  if (tests === null) return { effects: fit.fixef(), tests, level };
  const effects = tests.effects.map((effect) => {
    const { estimate, stdError, df } = effect;
    return { ...effect, ...studentLimits(estimate, stdError, df, level) };
  });
  return { effects, tests, level };
}

/**
 * Two tables: the coefficients, then what varies by group. Throws as summary().
 *
 * @example
 * console.log(writeTable(fitTables(fit), "latex"));
 */
export function fitTables(fit: Fit, options: FitTableOptions = {}): [ReportTable, ReportTable] {
  return [coefficientTable(fit, options), randomEffectsTable(fit)];
}

/**
 * A row a coefficient: estimate, standard error, limits, degrees of freedom, statistic, p value. Throws as summary().
 *
 * @example
 * console.log(tableText(coefficientTable(fit, { level: 0.9 })));
 */
export function coefficientTable(fit: Fit, options: FitTableOptions = {}): ReportTable {
  const { effects, tests, level } = shownEffects(fit, options);
  const columns: ColumnsOf<ShownEffect> = [["name", "", "text"], ...effectColumns(tests, level)];
  return { ...tableOf("Fixed effects", effectNotes(fit, tests), effects, columns), level };
}

function effectColumns(tests: FixefTests | null, level: number): ColumnsOf<ShownEffect> {
  const percent = (share: number) => `${Number((100 * share).toPrecision(3))} %`;
  const estimate: ColumnOf<ShownEffect> = ["estimate", "Estimate", "estimate"];
  if (tests === null) {
    return [estimate, ["stdError", "Std. Error", "stdError"], ["statistic", "t value", "statistic"]];
  }
  const [stdError, ...rest] = tColumns(tests.method) as ColumnsOf<ShownEffect>;
  return [
    estimate,
    stdError,
    ["lower", percent((1 - level) / 2), "lower"],
    ["upper", percent((1 + level) / 2), "upper"],
    ...rest,
  ];
}

function effectNotes(fit: Fit, tests: FixefTests | null): string[] {
  const words =
    tests === null || fit.title.family !== null ? [] : [`Tests and intervals use ${methodWords(tests.method)}`];
  return [`Formula: ${fit.formula}`, ...words, ...noteTexts(fit, tests)];
}

interface Deviation {
  readonly group: string;
  readonly effect: string;
  readonly variance: number;
  readonly sd: number;
  readonly correlations: readonly number[];
}

/**
 * A row a random effect, the residual last where there is one: variance, standard deviation, correlations with those above.
 *
 * @example
 * console.log(tableText(randomEffectsTable(fit)));
 */
export function randomEffectsTable(fit: Fit): ReportTable {
  checkFit(fit, "randomEffectsTable()");
  const rows = deviations(fit);
  const most = Math.max(0, ...rows.map(({ correlations }) => correlations.length));
  const correlations = Array.from({ length: most }, (_, j): ColumnOf<Deviation> => {
    return [`corr${j + 1}`, j === 0 ? "Corr" : "", "correlation", (row) => row.correlations[j]];
  });
  return tableOf("Random effects", [countsText(fit)], rows, [
    ["group", "Groups", "text"],
    ["effect", "Name", "text"],
    ["variance", "Variance", "estimate"],
    ["sd", "Std.Dev.", "estimate"],
    ...correlations,
  ]);
}

function deviations(fit: Fit): Deviation[] {
  const rows = fit.varCorr().flatMap(({ label, structure, names, sd, variance, corr, rho }): Deviation[] => {
    const { hom, correlations } = covarianceStructure(structure);
    const shown = rho !== undefined && hom ? names.slice(0, 1) : names;
    return shown.map((effect, i) => {
      const free = correlations === "free" ? corr[i].slice(0, i) : [];
      const own = rho === undefined ? free : i === 0 ? [rho] : [];
      return { group: label, effect, variance: variance[i], sd: sd[i], correlations: own };
    });
  });
  if (!fit.hasScale) return rows;
  const { sigma } = fit;
  return [...rows, { group: "Residual", effect: "", variance: sigma * sigma, sd: sigma, correlations: [] }];
}

/**
 * One row a coefficient, and beside it the standard deviations of the random effects of its name. Throws as summary().
 *
 * @example
 * console.log(tableMarkdown(compactTable(fit)));
 */
export function compactTable(fit: Fit, options: FitTableOptions = {}): ReportTable {
  const { effects, tests, level } = shownEffects(fit, options);
  const components = fit.varCorr();
  const known = new Set(effects.map(({ name }) => name));
  const only = new Set(components.flatMap(({ names }) => names).filter((name) => !known.has(name)));
  const residual = fit.hasScale ? [{ name: "Residual", estimate: fit.sigma }] : [];
  const rows: Partial<ShownEffect>[] = [...effects, ...[...only].map((name) => ({ name })), ...residual];
  const groups = [...new Set(components.map(({ group }) => group))];
  const spread = groups.map((group): ColumnOf<Partial<ShownEffect>> => {
    const sds = new Map<string, number>();
    for (const term of components.filter((one) => one.group === group)) {
      term.names.forEach((name, i) => {
        if (!sds.has(name)) sds.set(name, term.sd[i]);
      });
    }
    return [
      `sd_${group}`,
      `SD ${group}`,
      "estimate",
      ({ name = "" }, i) => (i < known.size + only.size ? sds.get(name) : null),
    ];
  });
  const own = effectColumns(tests, level) as ColumnsOf<Partial<ShownEffect>>;
  const notes = [countsText(fit), ...effectNotes(fit, tests).slice(1)];
  return { ...tableOf(fit.formula, notes, rows, [["name", "", "text"], ...own, ...spread]), level };
}

/** "180 observations, 18 Subject; REML criterion 1743.628". */
export function countsText(fit: Fit): string {
  const groups = Object.entries(fit.groups).map(([name, levels]) => `${levels} ${name}`);
  const criterion = `${fit.method === "REML" ? "REML criterion" : "-2 log-likelihood"} ${formatNumber(-2 * fit.logLik)}`;
  const dropped = fit.dropped.total > 0 ? ` (${fit.dropped.total} more left out for missing values)` : "";
  return `${[`${fit.nobs} observations`, ...groups].join(", ")}${dropped}; ${criterion}`;
}
