// The first lines of a printed model: method, formula, data, and the criterion that was optimized.
import type { Fit } from "../fit/fit.js";
import type { FixefTests, ModelTitle } from "../fit/types.js";
import { formatNumber, formatNumbers, roundDecimals } from "./format-number.js";
import { testWords } from "./shown-tests.js";
import { filledLines, LINE_WIDTH, namedVectorLines } from "./text-table.js";
import { formulaLines } from "./wrap-formula.js";

/** Method, family, formula, data, weights, offset and subset, one line each; a long title or formula takes several. */
export function headerLines(fit: Fit, tests: FixefTests | null = null, width = LINE_WIDTH): string[] {
  const { title } = fit;
  const lines = titleLines(title.family === null && tests !== null ? testedTitle(title, tests) : title, width);
  if (title.family !== null) lines.push(` Family: ${familyText(title.family)}  ( ${title.family.link} )`);
  lines.push(...filledLines(["Formula:", ...formulaLines(fit.formula)], width));
  if (fit.dataName !== null) lines.push(`   Data: ${fit.dataName}`);
  if (fit.weightsLabel !== null) lines.push(`Weights: ${fit.weightsLabel}`);
  if (fit.offsetLabel !== null) lines.push(` Offset: ${fit.offsetLabel}`);
  if (fit.subsetLabel !== null) lines.push(` Subset: ${fit.subsetLabel}`);
  return lines;
}

/** The REML criterion, or the table of AIC, BIC and log-likelihood of a maximum-likelihood fit. */
export function criterionLines(fit: Fit, decimals: number): string[] {
  if (fit.method === "REML") {
    return [`REML criterion at convergence: ${formatNumber(roundDecimals(fit.objective, decimals))}`];
  }
  const values = [fit.aic, fit.bic, fit.logLik, -2 * fit.logLik, fit.residualDf];
  const texts = formatNumbers(
    values.map((x) => roundDecimals(x, decimals)),
    7,
  );
  texts[4] = String(fit.residualDf);
  return namedVectorLines(["AIC", "BIC", "logLik", "-2*log(L)", "df.resid"], texts);
}

/** The family with the shape of a negative binomial, as in "Negative Binomial(3.3032)". */
export function familyText({ label, shape }: NonNullable<ModelTitle["family"]>): string {
  return shape === null ? label : `${label}(${formatNumber(roundDecimals(shape, 4))})`;
}

/** How lmerTest heads a summary; its class is that of its own methods only. */
function testedTitle(title: ModelTitle, tests: FixefTests): ModelTitle {
  const isOwn = tests.method === "satterthwaite" || tests.method === "kenward-roger";
  return {
    ...title,
    method: `${title.method}. ${testWords(tests)}`,
    className: isOwn ? "lmerModLmerTest" : title.className,
  };
}

/** Method and class of the model; where they are longer than a line, broken as R breaks them. */
function titleLines({ method, className }: ModelTitle, width: number): string[] {
  if (method.length + className.length + 5 <= width) return [`${method} ['${className}']`];
  const lines = [""];
  for (const word of method.split(" ")) {
    const last = lines[lines.length - 1];
    if (last.length + 1 + word.length < width - 2) lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
    else lines.push(`  ${word}`);
  }
  const last = `${lines[lines.length - 1]} [`;
  const fits = last.length + className.length < width;
  return [...lines.slice(0, -1), ...(fits ? [`${last}${className}]`] : [last, `${className}]`])];
}
