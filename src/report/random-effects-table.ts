// The table of variance components and the line of counts beneath it.
import { covarianceStructure } from "../covariance/registry.js";
import type { Fit } from "../fit/fit.js";
import type { VarianceComponent } from "../fit/types.js";
import { formatNumbers, roundDecimals } from "./format-number.js";
import { filledLines, tableLines } from "./text-table.js";

/** Rows of one term of few parameters that are shown, as by lme4. */
const MOST_ROWS = 10;

/** Variances with one row for each column of each term, the residual's last if there is one, correlations to the right. */
export function randomEffectsLines(fit: Fit, digits: number, showVariance: boolean): string[] {
  const blocks = fit.varCorr().map((component) => termRows(component, Math.max(2, digits - 2)));
  if (fit.hasScale) blocks.push([{ name: "", sd: fit.sigma, correlations: [] }]);
  const rows = blocks.flat();
  const labels = [...fit.varCorr().map(({ label }) => label), "Residual"];
  const groups = blocks.flatMap((block, t) => block.map((_, i) => (i === 0 ? labels[t] : "")));
  const columns = [groups, rows.map(({ name }) => name)];
  const columnNames = ["Groups", "Name"];
  const deviations = rows.map(({ sd }) => sd ?? Number.NaN);
  const formatted = (values: readonly number[]) => {
    return formatNumbers(values, digits).map((text, i) => (rows[i].sd === null ? MORE : text));
  };
  if (showVariance) {
    columns.push(formatted(deviations.map((sd) => sd * sd)));
    columnNames.push("Variance");
  }
  columns.push(formatted(deviations));
  columnNames.push("Std.Dev.");
  const widest = rows.reduce((most, { correlations }) => Math.max(most, correlations.length), 0);
  for (let j = 0; j < widest; j++) {
    columns.push(rows.map(({ correlations }) => correlations[j] ?? ""));
    columnNames.push(j === 0 ? "Corr" : "");
  }
  const cells = rows.map((_, i) => columns.map((column) => column[i]));
  return ["Random effects:", ...tableLines({ rowNames: rows.map(() => ""), columnNames, cells, align: "left" })];
}

const MORE = "...";

interface TermRow {
  readonly name: string;
  /** Null in a row that stands for those left out. */
  readonly sd: number | null;
  readonly correlations: readonly string[];
}

function termRows(component: VarianceComponent, decimals: number): TermRow[] {
  const { names, sd, corr, rho, structure } = component;
  const { correlations, call, hom, isTied } = covarianceStructure(structure);
  const texts = (values: readonly number[]) =>
    formatNumbers(
      values.map((x) => roundDecimals(x, decimals)),
      7,
      decimals,
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
export function countLines(fit: Fit): string[] {
  const groups = Object.entries(fit.groups).map(([name, levels]) => `${name}, ${levels}`);
  const lines = filledLines([`Number of obs: ${fit.nobs}, groups: `, groups.join("; ")]);
  if (fit.dropped.total > 0) lines.push(droppedRowsNote(fit));
  return lines;
}

function droppedRowsNote(fit: Fit): string {
  const { total, byVariable } = fit.dropped;
  const missing = Object.entries(byVariable).filter(([, count]) => count > 0);
  const where = missing.length > 0 ? `: ${missing.map(([name, count]) => `${name}, ${count}`).join("; ")}` : "";
  return `(${total} ${total === 1 ? "observation" : "observations"} deleted due to missingness${where})`;
}
