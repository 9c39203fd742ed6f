// blup effect-sizes: coefficients in standard deviations, terms as shares of variance, R².
import { anova } from "../inference/anova.js";
import { rSquared } from "../inference/diagnostics/variance-shares.js";
import { cohensD, termEffectSizes } from "../inference/effect-sizes.js";
import { standardizedCoefficients } from "../inference/standardized-coefficients.js";
import { rSquaredTable } from "../report/diagnostics-tables.js";
import { cohensDTable, standardizedTable, termEffectSizesTable } from "../report/effect-sizes-tables.js";
import { levelOf } from "./arguments.js";
import { fitQuestion } from "./fit-question.js";
import { DF_OPTION } from "./report-options.js";

export const addEffectSizes = fitQuestion({
  name: "effect-sizes",
  summary: "standardized coefficients, d, partial eta² and omega², R² of a saved fit",
  description:
    "Effect sizes of a saved fit: coefficients of standardized variables, Cohen's d, partial eta squared and omega squared of the terms (type III), marginal and conditional R².",
  options: [
    DF_OPTION,
    ["--level <LEVEL>", "of the limits (0.95 unless given)", levelOf],
    [
      "--side <SIDE>",
      "limits of eta² and omega²: lower ones below 1 (greater, unless given), upper ones above 0 (less), or both",
      ["two-sided", "greater", "less"],
    ],
  ],
  async run({ open }, { df, level, side }) {
    const { fit } = await open();
    const tables = [standardizedTable(await standardizedCoefficients(fit, { df, level }))];
    if (fit.isLinear) {
      tables.push(cohensDTable(cohensD(fit, { df, level })));
      if (df !== "asymptotic") tables.push(termEffectSizesTable(termEffectSizes(anova(fit, { df }), { level, side })));
    }
    return { tables: [...tables, rSquaredTable(await rSquared(fit))] };
  },
  examples: `
Each table says its formula and where it is from. Of a generalized model there
are standardized predictors and R² only.

Examples:
  blup fit "Reaction ~ Days + (Days | Subject)" sleepstudy.csv --output sleep.json
  blup effect-sizes sleep.json
  blup effect-sizes sleep.json --df kenward-roger --apa
`,
});
