// Singular fits and the path to a simpler model as tables.
import type { SingularityExplanation } from "../inference/simplify/explain-singularity.js";
import type { Parsimonious, ParsimoniousStep } from "../inference/simplify/parsimonious.js";
import type { RandomComponents } from "../inference/simplify/random-components.js";
import { pColumns } from "./comparison-table.js";
import type { ReportTable } from "./report-table.js";

/** Principal components by grouping factor. */
export function componentsTable(components: readonly RandomComponents[]): ReportTable {
  const rows = components.flatMap(({ group, sd, proportion, cumulative }) =>
    sd.map((value, c) => ({ name: `${group} ${c + 1}`, sd: value, share: proportion[c], sum: cumulative[c] })),
  );
  return {
    title: "Principal components of the random effects, relative to sigma",
    columns: [
      { key: "component", name: "", kind: "text", values: rows.map(({ name }) => name) },
      { key: "sd", name: "Std.Dev.", kind: "statistic", values: rows.map(({ sd }) => sd) },
      { key: "proportion", name: "Proportion", kind: "statistic", values: rows.map(({ share }) => share) },
      { key: "cumulative", name: "Cumulative", kind: "statistic", values: rows.map(({ sum }) => sum) },
    ],
    notes: [],
  };
}

/** The components; directions, simpler models and advice beneath. */
export function singularityTable(explanation: SingularityExplanation): ReportTable {
  const { formula, components, directions, simpler, advice } = explanation;
  return {
    ...componentsTable(components),
    notes: [
      `Model: ${formula}`,
      ...directions.map(({ words, term }) => `(${term}): ${words}`),
      ...simpler.map(({ change, logLik, aic, isSingular, largestShift }) => {
        const kind = isSingular ? "singular" : "regular";
        const { name, inStdErrors } = largestShift;
        const shift = `${name} changes by ${Math.abs(inStdErrors).toFixed(3)} standard errors`;
        return `${change}: logLik ${logLik.toFixed(3)}, AIC ${aic.toFixed(3)}, ${kind}; ${shift}`;
      }),
      advice,
    ],
  };
}

/** A row a step of the path. */
export function parsimoniousTable({ alpha, steps, formula }: Parsimonious): ReportTable {
  const tests = steps.map(({ test }) => test);
  return {
    title: `Path to a parsimonious model (alpha = ${alpha})`,
    columns: [
      { key: "step", name: "", kind: "text", values: steps.map(({ step }) => step) },
      { key: "npar", name: "npar", kind: "count", values: steps.map(({ npar }) => npar) },
      { key: "logLik", name: "logLik", kind: "statistic", values: steps.map(({ logLik }) => logLik) },
      { key: "aic", name: "AIC", kind: "statistic", values: steps.map(({ aic }) => aic) },
      { key: "bic", name: "BIC", kind: "statistic", values: steps.map(({ bic }) => bic) },
      { key: "statistic", name: "Chisq", kind: "statistic", values: tests.map((test) => test?.statistic ?? null) },
      { key: "df", name: "Df", kind: "count", values: tests.map((test) => test?.df ?? null) },
      ...pColumns(tests),
      { key: "dimensions", name: "dims", kind: "text", values: steps.map(dimensions) },
      { key: "singular", name: "singular", kind: "text", values: steps.map((step) => yesNo(step.isSingular)) },
      { key: "accepted", name: "kept", kind: "text", values: steps.map((step) => yesNo(step.accepted)) },
    ],
    notes: [...steps.map((step) => `${step.step}: ${step.formula}`), `Final model: ${formula}`],
  };
}

function dimensions({ dimensions }: ParsimoniousStep): string {
  return dimensions.map(({ supported, total }) => `${supported}/${total}`).join(" ");
}

function yesNo(value: boolean): string {
  return value ? "yes" : "no";
}
