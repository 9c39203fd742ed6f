// Several fits side by side: coefficients, standard deviations of the random effects, criteria.
import { OptionError } from "../errors.js";
import { checkFit, type Fit, isLive, type LiveFit, withData } from "../fit/fit.js";
import { sharesAtOnce } from "../inference/diagnostics/variance-shares.js";
import { checkArgument, checkOptions, FLAG, LIST, NAMES, type OptionRules } from "../options.js";
import { FIT_TABLE_RULES, type FitTableOptions, type ShownEffects, shownEffects } from "./fit-tables.js";
import { noteTexts } from "./notes.js";
import type { ReportColumn, ReportTable, TablePart } from "./report-table.js";
import { methodWords } from "./shown-tests.js";

/** Options of modelsTable(). */
export interface ModelsTableOptions extends FitTableOptions {
  /** Of the models, in the order of the fits; "m1", "m2", … unless given. */
  readonly names?: readonly string[] | undefined;
  /** Limits of coefficients in place of their standard errors. */
  readonly intervals?: boolean | undefined;
  /** The same fits with their data, one a fit, null where they are not there: R² and ICC are theirs. */
  readonly reopened?: readonly (LiveFit | null)[] | undefined;
}

const RULES: OptionRules<ModelsTableOptions> = {
  ...FIT_TABLE_RULES,
  names: NAMES,
  intervals: FLAG,
  reopened: LIST,
};

interface Model {
  readonly name: string;
  readonly fit: Fit;
  readonly live: LiveFit | null;
  readonly shown: ShownEffects;
}

/**
 * A table with a few columns for each fit: a row a coefficient, then a row a standard deviation of random effects, then numbers
 * of rows and levels, then marginal and conditional R² and the adjusted ICC (as rSquared() and icc()) of fits with their data,
 * then criteria; what a model does not have is left empty. The fits may be of different data and families, with their data
 * or without. R² of a count model with a log link fits it without predictors. Throws OptionError, and as summary().
 *
 * @example
 * console.log(tableText(modelsTable([fit, smaller], { names: ["slopes", "intercepts"] })));
 */
export function modelsTable(fits: readonly Fit[], options: ModelsTableOptions = {}): ReportTable {
  checkArgument("fits", fits, LIST);
  for (const fit of fits) checkFit(fit, "modelsTable()");
  checkOptions("modelsTable()", options, RULES);
  const { names = fits.map((_, i) => `m${i + 1}`), intervals = false, level = 0.95, df } = options;
  if (names.length !== fits.length || new Set(names).size < names.length) {
    throw new OptionError(`option "names" must be ${fits.length} different names, one a fit`, "names");
  }
  const { reopened = fits } = options;
  if (reopened.length !== fits.length) {
    throw new OptionError(`option "reopened" must be ${fits.length} fits with data, or null, one a fit`, "reopened");
  }
  const models = fits.map((fit, i): Model => {
    // Degrees of freedom are a question of linear models.
    const own = fit.title.family === null ? { df, level } : { level };
    const given = options.reopened?.[i] ?? null;
    if (given !== null) withData(given, "modelsTable()");
    const live = given ?? (options.reopened === undefined && isLive(fit) ? fit : null);
    return { name: names[i], fit, live, shown: shownEffects(fit, own) };
  });
  const blocks = [
    block("Fixed effects", models, ({ shown }) => shown.effects.map(({ name, estimate }) => [name, estimate])),
    residualLast(block("Random effects (SD)", models, deviations)),
    { ...block("Observations", models, counts), kind: "count" as const },
    { ...block("Shares of variance", models, shares), kind: "share" as const },
    { ...block("Criteria", models, criteria), kind: "criterion" as const },
  ].filter(({ rows }) => rows.length > 0);
  const rows = blocks.flatMap((part) => part.rows);
  const fixedCount = new Set(models.flatMap(({ shown }) => shown.effects.map(({ name }) => name))).size;
  const columns = models.flatMap((model, m) => {
    const estimates = blocks.flatMap(({ rows, values }) => rows.map((row) => values[m].get(row) ?? null));
    return modelColumns(model, rows, fixedCount, estimates, intervals);
  });
  const parts = blocks.map(({ name, rows, kind }): TablePart => ({ name, rows: rows.length, kind }));
  const stub: ReportColumn = { key: "effect", name: "", kind: "text", values: rows };
  return { title: "Models side by side", columns: [stub, ...columns], parts, notes: notesOf(models), level };
}

const RESIDUAL = "Residual";

interface Block {
  readonly name: string;
  readonly rows: readonly string[];
  /** By model. */
  readonly values: readonly ReadonlyMap<string, number>[];
  readonly kind?: TablePart["kind"];
}

function block(
  name: string,
  models: readonly Model[],
  entries: (model: Model) => readonly (readonly [string, number])[],
): Block {
  const values = models.map((model) => new Map(entries(model)));
  const rows = [...new Set(values.flatMap((own) => [...own.keys()]))];
  return { name, rows, values };
}

/** Whichever model has more terms. */
function residualLast({ rows, ...own }: Block): Block {
  const others = rows.filter((row) => row !== RESIDUAL);
  return { ...own, rows: others.length < rows.length ? [...others, RESIDUAL] : rows };
}

function deviations({ fit }: Model): (readonly [string, number])[] {
  const seen = new Set<string>();
  const rows = fit.varCorr().flatMap(({ group, label, names, sd }) =>
    names.map((name, i) => {
      const own = `${name} | ${group}`;
      const row = seen.has(own) ? `${name} | ${label}` : own;
      seen.add(row);
      return [row, sd[i]] as const;
    }),
  );
  return fit.hasScale ? [...rows, [RESIDUAL, fit.sigma]] : rows;
}

function counts({ fit }: Model): (readonly [string, number])[] {
  const groups = Object.entries(fit.groups).map(([name, levels]) => [`Levels of ${name}`, levels] as const);
  return [["Observations", fit.nobs], ...groups, ["Parameters", fit.df]];
}

/** Nakagawa's R² and the adjusted ICC, of fits with their data. */
function shares({ live }: Model): (readonly [string, number])[] {
  const found = live === null ? null : sharesAtOnce(live);
  if (found === null) return [];
  const rows = [
    ["Marginal R²", found.marginal],
    ["Conditional R²", found.conditional],
    ["ICC", found.icc],
  ] as const;
  return rows.filter(([, share]) => Number.isFinite(share));
}

function criteria({ fit }: Model): (readonly [string, number])[] {
  const { method, logLik, aic, bic } = fit;
  return [
    [method === "REML" ? "Restricted log-likelihood" : "Log-likelihood", logLik],
    ["AIC", aic],
    ["BIC", bic],
  ];
}

/** Estimate, standard error or limits, and p of one model; the last ones of coefficients only. */
function modelColumns(
  { name: group, shown: { effects, tests } }: Model,
  rows: readonly string[],
  fixedCount: number,
  estimates: readonly (number | null)[],
  intervals: boolean,
): ReportColumn[] {
  const known = new Map(effects.map((effect) => [effect.name, effect]));
  const column = (
    member: "stdError" | "lower" | "upper" | "p",
    name: string,
    kind: ReportColumn["kind"],
  ): ReportColumn => {
    const values = rows.map((row, i) => (i < fixedCount ? (known.get(row)?.[member] ?? null) : null));
    return { key: `${group}.${member}`, name, kind, group, values };
  };
  const limits = [column("lower", "lower", "lower"), column("upper", "upper", "upper")];
  return [
    { key: `${group}.estimate`, name: "Estimate", kind: "estimate", group, values: estimates },
    ...(intervals && tests !== null ? limits : [column("stdError", "SE", "stdError")]),
    ...(tests === null ? [] : [column("p", "p", "p")]),
  ];
}

function notesOf(models: readonly Model[]): string[] {
  const methods = models.map(({ fit, shown: { tests } }) => {
    const tested = tests === null || fit.title.family !== null ? "" : `, ${methodWords(tests.method)}`;
    const family = fit.title.family === null ? "" : `, ${fit.record.family} (${fit.record.link})`;
    return `${fit.method}${family}${tested}`;
  });
  const formulas = models.map(({ name, fit }, i) => `${name}: ${fit.formula} (${methods[i]})`);
  const warnings = models.flatMap(({ name, fit, shown: { tests } }) =>
    noteTexts(fit, tests).map((text) => `${name}: ${text}`),
  );
  const fixed = new Set(
    models
      .filter(({ fit }) => fit.method === "REML")
      .map(({ shown }) => shown.effects.map(({ name }) => name).join("\n")),
  );
  const isMixed = fixed.size > 1 || (fixed.size === 1 && models.some(({ fit }) => fit.method !== "REML"));
  const reml = "criteria of REML fits are comparable with those of REML fits of the same fixed effects only";
  const without = models.flatMap(({ name, live }) => (live === null ? [name] : []));
  const missing =
    without.length === 0
      ? []
      : [`R² and ICC need the data, which ${without.join(", ")} ${without.length > 1 ? "are" : "is"} without`];
  return [...formulas, ...missing, ...(isMixed ? [reml] : []), ...warnings];
}
