// The table of variance components and the line of counts beneath it.
import { covarianceStructure } from "../covariance/registry.js";
import type { Fit } from "../fit/fit.js";
import type { VarianceComponent } from "../fit/types.js";
import { formatNumbers, roundDecimals } from "./format-number.js";
import { filledLines, tableLines } from "./text-table.js";

const DIGITS = 4;

/** Rows of one term of few parameters that are shown, as by lme4. */
const MOST_ROWS = 10;

/** Variances with one row for each column of each term, the residual's last if there is one, correlations to the right. */
export function randomEffectsLines(fit: Fit, showVariance: boolean, width?: number): string[] {
  const blocks = fit.varCorr().map(termRows);
  if (fit.hasScale) blocks.push([{ name: "", sd: fit.sigma, correlations: [] }]);
  const rows = blocks.flat();
  const labels = [...fit.varCorr().map(({ label }) => label), "Residual"];
  const deviations = rows.map(({ sd }) => sd ?? Number.NaN);
  const formatted = (heading: string, values: readonly number[]) => {
    return [heading, ...formatNumbers(values, DIGITS).map((text, i) => (rows[i].sd === null ? MORE : text))];
  };
  const variances = deviations.map((sd) => sd * sd);
  const columns = [
    ["", ...rows.map(() => "")],
    ["Groups", ...blocks.flatMap((block, t) => block.map((_, i) => (i === 0 ? labels[t] : "")))],
    ["Name", ...rows.map(({ name }) => name)],
    ...(showVariance ? [formatted("Variance", variances)] : []),
    formatted("Std.Dev.", deviations),
  ];
  const widest = Math.max(0, ...rows.map(({ correlations }) => correlations.length));
  for (let j = 0; j < widest; j++) {
    columns.push([j === 0 ? "Corr" : "", ...rows.map(({ correlations }) => correlations[j] ?? "")]);
  }
  return ["Random effects:", ...tableLines({ columns, align: "left", wrapped: 3, width })];
}

const MORE = "...";

interface TermRow {
  readonly name: string;
  /** Null in a row that stands for those left out. */
  readonly sd: number | null;
  readonly correlations: readonly string[];
}

function termRows(component: VarianceComponent): TermRow[] {
  const { names, sd, corr, rho, structure } = component;
  const { correlations, call, hom, isTied } = covarianceStructure(structure);
  const texts = (values: readonly number[]) =>
    formatNumbers(
      values.map((x) => roundDecimals(x, DIGITS - 2)),
      7,
      DIGITS - 2,
    );
  const blank = names.slice(1).map(() => "");
  const triangle = correlations === "free" ? texts(corr.flat()) : [];
  const rows = names.map((name, i): TermRow => {
    const own = correlations === "free" ? triangle.slice(i * names.length, i * names.length + i) : blank;
    return { name, sd: sd[i], correlations: rho === undefined ? own : [] };
  });
  if (rho !== undefined) rows[0] = { ...rows[0], correlations: [`${texts([rho])[0]} (${call})`] };
  if (rho !== undefined && hom) return rows.slice(0, 1);
  if (!isTied || rows.length <= MOST_ROWS) return rows;
  return [...rows.slice(0, MOST_ROWS), { name: MORE, sd: null, correlations: [] }];
}

/** "Number of obs: 180, groups:  Subject, 18", and the rows left out for missing values where there are any. */
export function countLines(fit: Fit, width?: number): string[] {
  const groups = Object.entries(fit.groups).map(([name, levels]) => `${name}, ${levels}`);
  const lines = filledLines([`Number of obs: ${fit.nobs}, groups: `, groups.join("; ")], width);
  if (fit.dropped.total > 0) lines.push(droppedRowsNote(fit));
  return lines;
}

function droppedRowsNote(fit: Fit): string {
  const { total, byVariable } = fit.dropped;
  const missing = Object.entries(byVariable).filter(([, count]) => count > 0);
  const where = missing.length > 0 ? `: ${missing.map(([name, count]) => `${name}, ${count}`).join("; ")}` : "";
  return `(${total} ${total === 1 ? "observation" : "observations"} deleted due to missingness${where})`;
}
