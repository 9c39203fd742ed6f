// The model that a formula means, said back in words.
import { checkArgument, NAMES } from "../options.js";
import type { ExpandedFormula, Expression, RandomTerm, Term, TermList } from "./ast.js";
import { deparse } from "./deparse.js";
import { expandFormula } from "./expand.js";
import { homogeneity } from "./homogeneity.js";
import { parseFormula } from "./parser.js";

/**
 * One sentence for the fixed part and one for each random term: "The intercept and slope of Days vary by Subject, with a correlation." `columnNames` are what a "." stands for. Throws FormulaError.
 *
 * @example
 * describeFormula("rt ~ condition + (1 | subject)"); // a sentence for the fixed part, one for each random term
 */
export function describeFormula(formula: string, columnNames: readonly string[] = []): string[] {
  checkArgument("columnNames", columnNames, NAMES);
  const expanded = expandFormula(parseFormula(formula), columnNames);
  return [fixedSentence(expanded), ...expanded.random.map(randomSentence)];
}

function fixedSentence({ response, fixed, offsets }: ExpandedFormula): string {
  const what = response === null ? "The response" : deparse(response);
  const known = offsets.length === 0 ? "" : `, with ${list(offsets.map((offset) => deparse(offset)))} as a known part`;
  const without = fixed.intercept ? "" : ", without an intercept";
  if (fixed.terms.length === 0) {
    return fixed.intercept ? `${what} has one mean${known}.` : `${what} has no fixed effects${known}.`;
  }
  return `${what} depends on ${list(fixed.terms.map(termWords))}${without}${known}.`;
}

function randomSentence(term: RandomTerm): string {
  const { predictors, group, structure } = term;
  const effects = effectNames(predictors);
  const verb = effects.length > 1 ? "vary" : "varies";
  const tied = tiedWords(term);
  const joined =
    tied !== ""
      ? tied
      : effects.length < 2
        ? ""
        : term.doubleBar || structure === "diag"
          ? ", independently of one another"
          : effects.length === 2
            ? ", with a correlation"
            : ", all correlated";
  return `The ${list(effects)} ${verb} by ${groupWords(group)}${joined}.`;
}

/** Of structures with few parameters; the levels of a factor are columns, so that one effect may be several. */
function tiedWords({ structure, structureArgs }: RandomTerm): string {
  const hom = homogeneity(structureArgs);
  const oneVariance = "with one standard deviation for all columns";
  if (structure === "cs") return `, ${hom === true ? `${oneVariance} and ` : "with "}one correlation between all pairs`;
  if (structure === "ar1") {
    const decay = "correlations that fall with the distance of the columns in their order";
    return `, ${hom === false ? "with " : `${oneVariance} and `}${decay}`;
  }
  return structure === "diag" && hom === true ? `, independently of one another, ${oneVariance}` : "";
}

function effectNames({ intercept, terms }: TermList): string[] {
  const names = terms.map(({ label }) => `slope of ${label}`);
  return intercept ? ["intercept", ...names] : names;
}

function termWords({ label, variables }: Term): string {
  return variables.length > 1 ? `the interaction ${label}` : label;
}

function groupWords(group: readonly Expression[]): string {
  return group.length === 1 ? deparse(group[0]) : `each combination of ${list(group.map((part) => deparse(part)))}`;
}

function list(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}
