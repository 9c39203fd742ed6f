// The table of variance components and the line of counts beneath it.
import { covarianceStructure } from "../covariance/registry.js";
import type { Fit } from "../fit/fit.js";
import type { VarianceComponent } from "../fit/types.js";
import { formatNumbers, roundDecimals } from "./format-number.js";
import { filledLines, tableLines } from "./text-table.js";

/** Variances with one row for each column of each term, the residual's last if there is one, correlations to the right. */
export function randomEffectsLines(fit: Fit, digits: number, showVariance: boolean): string[] {
  const components = fit.varCorr();
  const residual = fit.hasScale ? [fit.sigma] : [];
  const blank = residual.map(() => "");
  const names = [...components.flatMap((component) => component.names), ...blank];
  const labels = components.flatMap((component) => component.names.map((_, i) => (i === 0 ? component.label : "")));
  const groups = [...labels, ...residual.map(() => "Residual")];
  const sd = [...components.flatMap((component) => component.sd), ...residual];
  const columns = [groups, names];
  const columnNames = ["Groups", "Name"];
  if (showVariance) {
    columns.push(
      formatNumbers(
        sd.map((x) => x * x),
        digits,
      ),
    );
    columnNames.push("Variance");
  }
  columns.push(formatNumbers(sd, digits));
  columnNames.push("Std.Dev.");
  const correlations = correlationColumns(components, Math.max(2, digits - 2));
  correlations.forEach((column, j) => {
    columns.push([...column, ...blank]);
    columnNames.push(j === 0 ? "Corr" : "");
  });
  const cells = names.map((_, i) => columns.map((column) => column[i]));
  return ["Random effects:", ...tableLines({ rowNames: names.map(() => ""), columnNames, cells, align: "left" })];
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

function correlationColumns(components: readonly VarianceComponent[], decimals: number): string[][] {
  const widest = components.reduce((size, component) => Math.max(size, component.names.length), 1);
  const blocks = components.map((component) => correlationTexts(component, decimals));
  return Array.from({ length: widest - 1 }, (_, j) =>
    blocks.flatMap((block) => block.map((row, i) => (j < i ? row[j] : ""))),
  );
}

function correlationTexts(component: VarianceComponent, decimals: number): string[][] {
  const size = component.names.length;
  if (covarianceStructure(component.structure).correlations === "none")
    return component.names.map(() => component.names.map(() => ""));
  const rounded = component.corr.flatMap((row) => row.map((x) => roundDecimals(x, decimals)));
  const texts = formatNumbers(rounded, 7, decimals);
  return component.names.map((_, i) => texts.slice(i * size, (i + 1) * size));
}
