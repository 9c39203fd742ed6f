// summary(): a fitted model as text, in lme4's layout.
import type { MixedModel } from "../model/types.js";
import { coefficientLines, correlationLines } from "./fixed-effects-table.js";
import { formatNumbers, zapSmall } from "./format-number.js";
import { criterionLines, headerLines } from "./header.js";
import { noteLines } from "./notes.js";
import { quantiles } from "./quantiles.js";
import { countLines, randomEffectsLines } from "./random-effects-table.js";
import { namedVectorLines } from "./text-table.js";

const DIGITS = 4;

/**
 * The text of lme4's `print(summary(fit))`: method, criterion, scaled residuals, random
 * effects, fixed effects and their correlations, then the fit's warnings. The last line has no newline.
 */
export function summary(fit: MixedModel): string {
  const blocks = [
    headerLines(fit),
    criterionLines(fit, 1),
    residualLines(fit.residuals("scaled")),
    [...randomEffectsLines(fit, DIGITS, true), ...countLines(fit)],
    coefficientLines(fit, DIGITS),
    correlationLines(fit),
  ];
  const text = blocks.filter((block) => block.length > 0).map((block) => block.join("\n"));
  return [text.join("\n\n"), ...noteLines(fit)].join("\n");
}

function residualLines(scaled: Float64Array): string[] {
  const values = zapSmall(quantiles(scaled, [0, 0.25, 0.5, 0.75, 1]), DIGITS + 1);
  const texts = formatNumbers(values, DIGITS);
  return ["Scaled residuals: ", ...namedVectorLines(["Min", "1Q", "Median", "3Q", "Max"], texts)];
}
