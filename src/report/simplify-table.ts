// Singular fits and the path to a simpler model as tables.
import type { SingularityExplanation } from "../inference/simplify/explain-singularity.js";
import type { Parsimonious, ParsimoniousStep } from "../inference/simplify/parsimonious.js";
import type { RandomComponents } from "../inference/simplify/random-components.js";
import { checkArgument, isCell, isNumber, isText, resultOf, type Shape } from "../options.js";
import type { ReportTable } from "./report-table.js";
import { tableOf } from "./table-of.js";
import { RATIO, ratioColumns } from "./test-columns.js";

const COMPONENTS_SHAPE: Shape<RandomComponents> = {
  group: isText,
  sd: [isCell],
  proportion: [isCell],
  cumulative: [isCell],
};
const COMPONENTS = resultOf<readonly RandomComponents[]>("randomComponents()", [COMPONENTS_SHAPE]);

/**
 * Principal components by grouping factor.
 *
 * @example
 * console.log(tableText(componentsTable(randomComponents(fit))));
 */
export function componentsTable(components: readonly RandomComponents[]): ReportTable {
  checkArgument("components", components, COMPONENTS);
  const rows = components.flatMap(({ group, sd, proportion, cumulative }) =>
    sd.map((value, c) => {
      return { component: `${group} ${c + 1}`, sd: value, proportion: proportion[c], cumulative: cumulative[c] };
    }),
  );
  return tableOf("Principal components of the random effects, relative to sigma", [], rows, [
    ["component", "", "text"],
    ["sd", "Std.Dev.", ["estimate", "decimals"]],
    ["proportion", "Proportion", ["share", "decimals"]],
    ["cumulative", "Cumulative", ["share", "decimals"]],
  ]);
}

const SINGULARITY = resultOf<SingularityExplanation>("explainSingularity()", {
  formula: isText,
  components: [COMPONENTS_SHAPE],
  directions: [{ words: isText, term: isText }],
  simpler: [{ change: isText, logLik: isCell, aic: isCell, largestShift: { name: isText, inStdErrors: isCell } }],
  advice: isText,
});

/**
 * The components; directions, simpler models and advice beneath.
 *
 * @example
 * console.log(tableText(singularityTable(await explainSingularity(fit))));
 */
export function singularityTable(explanation: SingularityExplanation): ReportTable {
  checkArgument("explanation", explanation, SINGULARITY);
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

const PARSIMONIOUS = resultOf<Parsimonious>("parsimonious()", {
  alpha: isNumber,
  formula: isText,
  steps: [
    {
      step: isText,
      formula: isText,
      npar: isCell,
      logLik: isCell,
      aic: isCell,
      bic: isCell,
      test: RATIO,
      dimensions: [{ supported: isNumber, total: isNumber }],
    },
  ],
});

/**
 * A row a step of the path.
 *
 * @example
 * console.log(tableText(parsimoniousTable(await parsimonious(fit))));
 */
export function parsimoniousTable(result: Parsimonious): ReportTable {
  checkArgument("result", result, PARSIMONIOUS);
  const { alpha, steps, formula } = result;
  const notes = [...steps.map((step) => `${step.step}: ${step.formula}`), `Final model: ${formula}`];
  return tableOf(`Path to a parsimonious model (alpha = ${alpha})`, notes, steps, [
    ["step", "", "text"],
    ["npar", "npar", "count"],
    ["logLik", "logLik", "criterion"],
    ["aic", "AIC", "criterion"],
    ["bic", "BIC", "criterion"],
    ...ratioColumns(steps, "Chisq"),
    ["dimensions", "dims", "text", dimensions],
    ["singular", "singular", "text", ({ isSingular }) => yesNo(isSingular)],
    ["accepted", "kept", "text", ({ accepted }) => yesNo(accepted)],
  ]);
}

function dimensions({ dimensions }: ParsimoniousStep): string {
  return dimensions.map(({ supported, total }) => `${supported}/${total}`).join(" ");
}

function yesNo(value: boolean): string {
  return value ? "yes" : "no";
}
