// Analysis of variance of the fixed terms of one model.
import { type LiveFit, withSums } from "../fit/fit.js";
import type { Warning } from "../fit/types.js";
import { checkOptions, type OptionRules, oneOf } from "../options.js";
import { balancedHypotheses } from "./balanced-hypotheses.js";
import { fTest } from "./contrast-test.js";
import { DF_ALIASES, DF_RULE, type DfMethod, type DfOptions, dfSource } from "./df-method.js";
import { estimableHypotheses } from "./estimable-hypotheses.js";
import { type Hypotheses, marginalHypotheses, sequentialHypotheses } from "./sequential-hypotheses.js";
import { type FixedTerm, fixedTerms } from "./term-structure.js";
import { waldHypotheses } from "./wald-hypotheses.js";

/** Types of sums of squares, as SAS numbers them. */
export type AnovaType = "I" | "II" | "III";

/** Options of anova(); an unknown one is an OptionError. */
export interface AnovaOptions extends DfOptions {
  /**
   * "I": each term after those before it; "II": after all that do not contain it; "III" (the default): averaged over
   * the levels of the factors it interacts with.
   */
  readonly type?: AnovaType | undefined;
}

/** The test of one term of the fixed part. */
export interface AnovaRow {
  /** As the formula has it: "condition:time". */
  readonly term: string;
  /** `meanSq` times numDf. */
  readonly sumSq: number | null;
  /** F times σ², without the factor that Kenward-Roger puts on F; null for generalized models. */
  readonly meanSq: number | null;
  /** Coefficients tested, those that are not estimable left out. */
  readonly numDf: number;
  /** Infinity for method "asymptotic". */
  readonly denDf: number;
  /** F; of generalized models Wald's chi-squared over numDf. */
  readonly statistic: number;
  /** Upper tail of F, or of chi-squared. */
  readonly p: number;
}

/** Tests of the terms of the fixed part. */
export interface AnovaTable {
  /** As asked. */
  readonly type: AnovaType;
  /** Where denominator degrees of freedom come from; "asymptotic" for generalized models. */
  readonly method: DfMethod;
  /** In the order of the formula; a term all of whose columns were dropped for rank has none. */
  readonly rows: readonly AnovaRow[];
  /** Doubts about the hypotheses or the degrees of freedom (docs/warnings.md). */
  readonly warnings: readonly Warning[];
}

const RULES: OptionRules<AnovaOptions> = { type: oneOf("I", "II", "III"), df: DF_RULE };

/**
 * Tests every term of the fixed part: an F test, of a generalized model Wald's chi-squared over its degrees of freedom.
 * Throws OptionError for an unknown option, type or method.
 *
 * @example
 * const { rows } = anova(fit, { type: "III", df: "kenward-roger" });
 * rows[0].term; // "condition"
 */
export function anova(fit: LiveFit, options: AnovaOptions = {}): AnovaTable {
  withSums(fit, "anova()");
  checkOptions("anova()", options, RULES, DF_ALIASES);
  const { type = "III", df } = options;
  const source = dfSource(fit, df);
  const terms = fixedTerms(fit);
  const { hypotheses, messages } = hypothesesOf(fit, terms, type);
  const rows = terms.flatMap(({ label }, t) => {
    if (hypotheses[t].length === 0) return [];
    const { sumSq, meanSq, numDf, denDf, statistic, p } = fTest(fit, source, hypotheses[t]);
    const squares = fit.isLinear ? { sumSq, meanSq } : { sumSq: null, meanSq: null };
    return [{ term: label, ...squares, numDf, denDf, statistic, p }];
  });
  return { type, method: source.method, rows, warnings: [...source.warnings, ...messages, ...dropped(terms, type)] };
}

/** The rows of L of each term, and what is to be known of them. */
export function hypothesesOf(fit: LiveFit, terms: readonly FixedTerm[], type: AnovaType) {
  const messages: Warning[] = [];
  // A single term is tested alike by all types, in the basis of type I.
  const kind = terms.length === 1 ? "I" : type;
  if (kind !== "III") {
    if (!fit.isLinear) return { hypotheses: waldHypotheses(fit, terms, kind), messages };
    const hypotheses = kind === "I" ? sequentialHypotheses(fit, terms) : marginalHypotheses(fit, terms);
    return { hypotheses, messages };
  }
  const balanced = balancedHypotheses(fit, terms);
  if (balanced !== null) return { hypotheses: balanced, messages: recoded(terms, balanced) };
  const hypotheses = estimableHypotheses(fit, terms);
  return { hypotheses, messages: untestable(terms, hypotheses) };
}

function recoded(terms: readonly FixedTerm[], hypotheses: Hypotheses): Warning[] {
  const isWider = (row: Float64Array, own: readonly number[]) =>
    row.some((weight, i) => weight !== 0 && !own.includes(i));
  const labels = terms.flatMap(({ label, columns }, t) =>
    hypotheses[t].some((row) => isWider(row, columns)) ? [label] : [],
  );
  if (labels.length === 0) return [];
  const message =
    `type III tests of ${quoted(labels)} are made as with sum contrasts, averaged over the levels of the factors they ` +
    "interact with; by the model's own contrasts they would be tested where those are zero";
  return [{ code: "M_TYPE3_RECODED", message }];
}

function untestable(terms: readonly FixedTerm[], hypotheses: Hypotheses): Warning[] {
  const labels = terms.flatMap(({ label, columns }, t) =>
    columns.length > 0 && hypotheses[t].length === 0 ? [label] : [],
  );
  if (labels.length === 0) return [];
  const message =
    `no type III test of ${quoted(labels)}: in these data nothing of it is told apart from other terms; ` +
    'type "I" tests it before them (docs/differences.md)';
  return [{ code: "W_TYPE3_RANK", message }];
}

function dropped(terms: readonly FixedTerm[], type: AnovaType): Warning[] {
  const incomplete = terms.flatMap(({ label, droppedCount }) => (droppedCount > 0 ? [label] : []));
  if (incomplete.length === 0) return [];
  const left = `rank deficient: columns of ${quoted(incomplete)} were dropped, so that tests are of what is left`;
  const estimable =
    "; type III ones are of what can be estimated where combinations of levels do not occur, whatever the contrasts and " +
    "the order of levels (docs/differences.md)";
  const message = type === "III" ? left + estimable : left;
  return [{ code: "W_ANOVA_RANK", message }];
}

function quoted(labels: readonly string[]): string {
  return labels.map((label) => `"${label}"`).join(", ");
}
