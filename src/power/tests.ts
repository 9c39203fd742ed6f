// What is asked of each replicate: tests as given, with everything decided.
import { OptionError } from "../errors.js";
import type { Predictor } from "../fit/predictor.js";
import { checkTest, type PowerOptions, type PowerTest } from "./options.js";
import type { PlannedTest, Question } from "./scenario.js";

/**
 * The tests of a study whose truth is `predictor`; `isOnScale` says that the analysis has its scale, else coefficients have
 * other values. Throws OptionError.
 */
export function plannedTests(
  options: PowerOptions,
  predictor: Predictor,
  isOnScale: boolean,
): { readonly tests: readonly PlannedTest[]; readonly smaller: readonly string[] } {
  const { betaNames, beta } = predictor;
  const given = listOf(options.tests, betaNames, beta);
  if (given.length === 0) throw new OptionError("there is no coefficient to test; say what in option tests", "tests");
  const smaller: string[] = [];
  const tests = given.map((entry): PlannedTest => {
    const test = typeof entry === "string" ? named(entry, betaNames) : entry;
    checkTest(test);
    const { name, alpha = options.alpha ?? 0.05, critical = null, equivalence, width = null, rhs = 0 } = test;
    const question = questionOf(test, smaller);
    const isRow = question.kind === "contrast";
    const isPlain = isRow && equivalence === undefined && width === null;
    const values = isRow
      ? Object.entries(question.weights).map(([key, weight]) => [betaNames.indexOf(key), weight])
      : [];
    const isKnown = isRow && isOnScale && values.every(([at]) => at >= 0);
    return {
      name: name ?? nameOf(test),
      question,
      df: question.kind === "without" ? undefined : (test.df ?? options.df),
      alpha,
      side: isPlain ? (test.side ?? options.side ?? "two-sided") : "two-sided",
      rhs,
      critical,
      equivalence: equivalence === undefined ? null : boundsOf(equivalence),
      width,
      truth: isKnown ? values.reduce((sum, [at, weight]) => sum + weight * beta[at], 0) : null,
    };
  });
  const names = tests.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined)
    throw new OptionError(`two tests are called "${twice}"; give them names of their own`, "tests");
  return { tests, smaller };
}

function listOf(
  tests: PowerOptions["tests"],
  names: readonly string[],
  beta: Float64Array,
): readonly (string | PowerTest)[] {
  if (tests !== undefined) return Array.isArray(tests) ? tests : [tests as string | PowerTest];
  const others = names.filter((name) => name !== "(Intercept)");
  const effects = others.filter((name) => beta[names.indexOf(name)] !== 0);
  return effects.length > 0 ? effects : others;
}

function named(name: string, coefficients: readonly string[]): PowerTest {
  return coefficients.includes(name) ? { coefficient: name } : { term: name };
}

function questionOf({ coefficient, contrast, term, without }: PowerTest, smaller: string[]): Question {
  if (coefficient !== undefined) return { kind: "contrast", weights: { [coefficient]: 1 } };
  if (contrast !== undefined) return { kind: "contrast", weights: contrast };
  if (term !== undefined) return { kind: "term", term };
  smaller.push(without as string);
  return { kind: "without", model: smaller.length - 1 };
}

function nameOf({ coefficient, contrast, term, without }: PowerTest): string {
  if (contrast === undefined) return coefficient ?? term ?? `without: ${without}`;
  return Object.entries(contrast)
    .map(([name, weight]) => `${weight} × ${name}`)
    .join(" + ");
}

function boundsOf(equivalence: number | readonly [number, number]): readonly [number, number] {
  return typeof equivalence === "number" ? [-equivalence, equivalence] : equivalence;
}
