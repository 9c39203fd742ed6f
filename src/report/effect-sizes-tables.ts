// Effect sizes as tables, with their formulas and references beneath.
import type { CoefficientEffectSize, CohensD, TermEffectSize } from "../inference/effect-sizes.js";
import type { StandardizedCoefficients } from "../inference/standardized-coefficients.js";
import { checkArgument, isCell, isNumber, isText, resultOf, SIDE } from "../options.js";
import { messages, WARNED } from "./notes.js";
import type { ReportTable } from "./report-table.js";
import { type ColumnsOf, tableOf } from "./table-of.js";

const columns = (heading: string): ColumnsOf<CoefficientEffectSize> => [
  ["name", "", "text"],
  ["estimate", heading, "estimate"],
  ["lower", "Lower", "lower"],
  ["upper", "Upper", "upper"],
];

const ROWS = [{ name: isText, estimate: isCell, lower: isCell, upper: isCell }] as const;
const STANDARDIZED = resultOf<StandardizedCoefficients>("standardizedCoefficients()", {
  ...WARNED,
  rows: ROWS,
  variables: [isText],
  level: isNumber,
});
const COHENS_D = resultOf<CohensD>("cohensD()", { rows: ROWS, sd: isCell, level: isNumber });
const TERMS = resultOf<readonly TermEffectSize[]>("termEffectSizes()", [
  {
    term: isText,
    etaSquared: isCell,
    etaSquaredLower: isCell,
    etaSquaredUpper: isCell,
    omegaSquared: isCell,
    omegaSquaredLower: isCell,
    omegaSquaredUpper: isCell,
    level: isNumber,
    side: SIDE[0],
  },
]);

/**
 * A row a coefficient of the model of standardized variables.
 *
 * @example
 * console.log(tableText(standardizedTable(await standardizedCoefficients(fit))));
 */
export function standardizedTable(result: StandardizedCoefficients): ReportTable {
  checkArgument("result", result, STANDARDIZED);
  const { rows, variables, level, warnings } = result;
  const what = variables.length === 0 ? "nothing was numeric" : `standardized: ${variables.join(", ")}`;
  const notes = [
    `beta: the model fitted again to variables less their mean, over their standard deviation (${what}); factors as they are`,
  ];
  return { ...tableOf("Standardized coefficients", [...notes, ...messages(warnings)], rows, columns("beta")), level };
}

/**
 * A row a coefficient in standard deviations.
 *
 * @example
 * console.log(tableText(cohensDTable(cohensD(fit))));
 */
export function cohensDTable(result: CohensD): ReportTable {
  checkArgument("result", result, COHENS_D);
  const { rows, sd, level } = result;
  const notes = [
    `d = b / sqrt(sum of the variances of all random effects and of the residual), here b / ${Number(sd.toPrecision(5))}`,
    "Westfall, Kenny & Judd (2014), J. Exp. Psychol. Gen. 143:2020-2045; Brysbaert & Stevens (2018), J. Cognition 1:9",
  ];
  return { ...tableOf("Cohen's d", notes, rows, columns("d")), level };
}

/**
 * A row a term: partial η² and ω² with their limits.
 *
 * @example
 * console.log(tableText(termEffectSizesTable(termEffectSizes(anova(fit)))));
 */
export function termEffectSizesTable(rows: readonly TermEffectSize[]): ReportTable {
  checkArgument("rows", rows, TERMS);
  const notes = [
    "partial eta squared = F df1 / (F df1 + df2); Cohen (1988)",
    "partial omega squared = (F - 1) df1 / (F df1 + df2 + 1), not below 0; Olejnik & Algina (2003), Psychol. Methods 8:434-447",
  ];
  const [first] = rows;
  const table = tableOf(
    "Partial effect sizes of terms",
    first === undefined ? notes : [...notes, limitsNote(first)],
    rows,
    [
      ["term", "", "text"],
      ["etaSquared", "eta2", "share"],
      ["etaSquaredLower", "Lower", "lower"],
      ["etaSquaredUpper", "Upper", "upper"],
      ["omegaSquared", "omega2", "share"],
      ["omegaSquaredLower", "Lower", "lower"],
      ["omegaSquaredUpper", "Upper", "upper"],
    ],
  );
  return { ...table, level: first?.level };
}

function limitsNote({ level, side }: TermEffectSize): string {
  const kind = {
    "two-sided": "",
    greater: "one-sided, the upper limit 1; ",
    less: "one-sided, the lower limit 0; ",
  }[side];
  return `${Number((100 * level).toPrecision(4))}% limits: ${kind}by the noncentral F; Steiger (2004), Psychol. Methods 9:164-182`;
}
