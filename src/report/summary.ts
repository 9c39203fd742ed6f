// summary(): a model as text, in the layout of lmerTest and lme4.
import type { Fit } from "../fit/fit.js";
import { oneLine } from "./control-characters.js";
import { coefficientLines, correlationLines } from "./fixed-effects-table.js";
import { formatNumbers, zapSmall } from "./format-number.js";
import { criterionLines, headerLines } from "./header.js";
import { noteLines } from "./notes.js";
import { countLines, randomEffectsLines } from "./random-effects-table.js";
import { REPORT_RULES, type ReportOptions, shownTests, statisticName } from "./shown-tests.js";
import { namedVectorLines } from "./text-table.js";

const DIGITS = 4;

/**
 * The text of lmerTest's `print(summary(fit))`, with `df: "none"` and for generalized models lme4's: method, criterion,
 * scaled residuals, random effects, fixed effects and their correlations, then warnings. The last line has no newline.
 * Throws OptionError; UnsupportedError for tests that a model read back from JSON cannot make without its data.
 *
 * @example
 * console.log(summary(fit, { df: "kenward-roger" }));
 */
export function summary(fit: Fit, options: ReportOptions = {}): string {
  const tests = shownTests(fit, options, REPORT_RULES);
  const { width } = options;
  const blocks = [
    headerLines(fit, tests, width),
    criterionLines(fit, 1),
    residualLines(fit.residualQuantiles()),
    [...randomEffectsLines(fit, true, width), ...countLines(fit, width)],
    coefficientLines(tests?.effects ?? fit.fixef(), statisticName(fit, tests), width),
    correlationLines(fit, width),
  ];
  const text = blocks.filter((block) => block.length > 0).map((block) => block.map(oneLine).join("\n"));
  return [text.join("\n\n"), ...noteLines(fit, tests).map(oneLine)].join("\n");
}

function residualLines(quantiles: readonly number[]): string[] {
  if (quantiles.length === 0) return [];
  const texts = formatNumbers(zapSmall(quantiles, DIGITS + 1), DIGITS);
  return ["Scaled residuals: ", ...namedVectorLines(["Min", "1Q", "Median", "3Q", "Max"], texts)];
}
