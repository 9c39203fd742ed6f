// print(): the short form of a fitted model.
import { checkFit, type Fit } from "../fit/fit.js";
import { oneLine } from "./control-characters.js";
import { formatNumbers } from "./format-number.js";
import { criterionLines, headerLines } from "./header.js";
import { noteLines } from "./notes.js";
import { countLines, randomEffectsLines } from "./random-effects-table.js";
import { namedVectorLines } from "./text-table.js";

const DIGITS = 4;

/**
 * The text of lme4's `print(fit)`: criterion, standard deviations and correlations, fixed effects, warnings.
 *
 * @example
 * console.log(print(fit));
 */
export function print(fit: Fit): string {
  checkFit(fit, "print()");
  return [
    ...headerLines(fit),
    ...criterionLines(fit, 4),
    ...randomEffectsLines(fit, false),
    ...countLines(fit),
    ...fixedEffectLines(fit),
    ...noteLines(fit),
  ]
    .map(oneLine)
    .join("\n");
}

function fixedEffectLines(fit: Fit): string[] {
  const effects = fit.fixef();
  if (effects.length === 0) return ["No fixed effect coefficients"];
  const texts = formatNumbers(
    effects.map((effect) => effect.estimate),
    DIGITS,
  );
  const names = effects.map((effect) => effect.name);
  return ["Fixed Effects:", ...namedVectorLines(names, texts, 2)];
}
