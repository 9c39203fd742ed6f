// A fitted model as one Markdown table: coefficients, and beside each the standard deviations of its random effects.
import type { Fit } from "../fit/fit.js";
import type { FixefTests } from "../fit/types.js";
import { formatNumber, formatNumbers, toFixedEven } from "./format-number.js";
import { familyText } from "./header.js";
import { escapeMarkdown, markdownTable } from "./markdown-text.js";
import { noteTexts } from "./notes.js";
import { formatPValues } from "./p-values.js";
import { REPORT_RULES, type ReportOptions, shownTests, statisticName, testWords } from "./shown-tests.js";

const DIGITS = 5;

/**
 * GitHub Markdown: the formula, a table with a row for each coefficient (those that only vary by group follow, then
 * the residual where there is one), a line of counts, the warnings. Names are escaped. Columns are estimate, standard
 * error, degrees of freedom, t or z value, p value, and one standard deviation a grouping factor. Throws as summary().
 *
 * @example
 * console.log(toMarkdown(fit));
 */
export function toMarkdown(fit: Fit, options: ReportOptions = {}): string {
  const tests = shownTests(fit, options, REPORT_RULES);
  const { family, method } = fit.title;
  const named = family === null ? "" : escapeMarkdown(`, ${familyText(family)} (${family.link})`);
  const title = `${method.trim()}${named}: ${code(fit.formula)}`;
  const criterion = `${fit.method === "REML" ? "REML criterion" : "-2 log-likelihood"} ${formatNumber(-2 * fit.logLik)}`;
  const groups = Object.entries(fit.groups).map(([name, levels]) => `${levels} ${escapeMarkdown(name)}`);
  const counts = [`${fit.nobs} observations`, ...groups].join(", ");
  const dropped = fit.dropped.total > 0 ? ` (${fit.dropped.total} more left out for missing values)` : "";
  const notes = noteTexts(fit, tests).map((note) => `> ${escapeMarkdown(note).replaceAll("\n", "\n> ")}`);
  const words = tests === null || family !== null ? "" : `; ${testWords(tests)}`;
  return [title, coefficientTable(fit, tests), `${counts}${dropped}; ${criterion}${words}.`, ...notes].join("\n\n");
}

function coefficientTable(fit: Fit, tests: FixefTests | null): string {
  const effects = tests?.effects ?? fit.fixef();
  const spread = standardDeviations(fit);
  const names = new Set(effects.map((effect) => effect.name));
  for (const column of spread) for (const name of column.sd.keys()) names.add(name);
  const residual = fit.hasScale ? [fit.sigma] : [];
  const estimates = formatNumbers([...effects.map((effect) => effect.estimate), ...residual], DIGITS);
  const errors = formatNumbers(
    effects.map((effect) => effect.stdError),
    DIGITS,
  );
  const df = tests?.effects.map((effect) => effect.df) ?? [];
  const hasDf = df.some((value) => value !== Number.POSITIVE_INFINITY);
  const pValues = formatPValues(tests?.effects.map(({ p }) => p) ?? [], 3);
  const header = [
    "Est.",
    "SE",
    ...(hasDf ? ["df"] : []),
    statisticName(fit, tests).slice(0, 1),
    ...(tests ? ["p"] : []),
  ];
  const rows = [...names].map((name, i) => {
    const effect = effects[i];
    const shown = effect
      ? [
          estimates[i],
          errors[i],
          ...(hasDf ? [toFixedEven(df[i], 1)] : []),
          toFixedEven(effect.statistic, 2),
          ...pValues.slice(i, i + 1).map(escapeMarkdown),
        ]
      : header.map(() => "");
    return [escapeMarkdown(name), ...shown, ...spread.map((column) => column.sd.get(name) ?? "")];
  });
  const blank = header.slice(1).map(() => "");
  if (fit.hasScale) rows.push(["Residual", estimates.at(-1)!, ...blank, ...spread.map(() => "")]);
  return markdownTable(
    ["", ...header, ...spread.map((column) => `σ_${escapeMarkdown(column.label)}`)],
    rows.map((row) => row.map((cell) => cell.trim())),
  );
}

interface SpreadColumn {
  readonly group: string;
  readonly label: string;
  readonly sd: Map<string, string>;
}

/** One column a grouping factor; a second term of it gets its own only where a name would be taken twice. */
function standardDeviations(fit: Fit): SpreadColumn[] {
  const components = fit.varCorr();
  const texts = formatNumbers(
    components.flatMap((component) => component.sd),
    DIGITS,
  );
  const columns: SpreadColumn[] = [];
  let next = 0;
  for (const { group, label, names } of components) {
    let column = columns.find((known) => known.group === group && !names.some((name) => known.sd.has(name)));
    if (column === undefined) {
      column = { group, label: columns.some((known) => known.group === group) ? label : group, sd: new Map() };
      columns.push(column);
    }
    for (const name of names) column.sd.set(name, texts[next++]);
  }
  return columns;
}

function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const blank = longest > 0 ? " " : "";
  return `${fence}${blank}${text.replace(/\s*[\r\n]+\s*/g, " ")}${blank}${fence}`;
}
