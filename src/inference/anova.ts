// Analysis of variance of the fixed terms of one model.
import { type LiveFit, withData } from "../fit/fit.js";
import type { Warning } from "../fit/types.js";
import { checkOptions, type OptionRules, oneOf } from "../options.js";
import { balancedHypotheses } from "./balanced-hypotheses.js";
import { fTest } from "./contrast-test.js";
import { DF_ALIASES, DF_RULE, type DfMethod, type DfOptions, dfSource } from "./df-method.js";
import { marginalHypotheses, ownCoefficients, sequentialHypotheses } from "./sequential-hypotheses.js";
import { type FixedTerm, fixedTerms } from "./term-structure.js";
import { waldHypotheses } from "./wald-hypotheses.js";

export type AnovaType = "I" | "II" | "III";

export interface AnovaOptions extends DfOptions {
  /**
   * "I": each term after those before it; "II": after all that do not contain it; "III" (the default): averaged over
   * the levels of the factors it interacts with.
   */
  readonly type?: AnovaType | undefined;
}

export interface AnovaRow {
  readonly term: string;
  /** `meanSq` times numDf. */
  readonly sumSq: number | null;
  /** F times σ², without the factor that Kenward-Roger puts on F; null for generalized models. */
  readonly meanSq: number | null;
  readonly numDf: number;
  /** Infinity for method "asymptotic". */
  readonly denDf: number;
  readonly statistic: number;
  readonly p: number;
}

export interface AnovaTable {
  readonly type: AnovaType;
  readonly method: DfMethod;
  /** In the order of the formula; a term all of whose columns were dropped for rank has none. */
  readonly rows: readonly AnovaRow[];
  readonly warnings: readonly Warning[];
}

const RULES: OptionRules<AnovaOptions> = { type: oneOf("I", "II", "III"), df: DF_RULE };

/**
 * Tests every term of the fixed part: an F test, of a generalized model Wald's chi-squared over its degrees of freedom.
 * Throws OptionError for an unknown option, type or method.
 */
export function anova(fit: LiveFit, options: AnovaOptions = {}): AnovaTable {
  withData(fit, "anova()");
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
  return { type, method: source.method, rows, warnings: [...source.warnings, ...messages, ...dropped(terms)] };
}

function hypothesesOf(fit: LiveFit, terms: readonly FixedTerm[], type: AnovaType) {
  const messages: Warning[] = [];
  // A single term is tested alike by all types, in the basis of type I.
  const kind = terms.length === 1 ? "I" : type;
  if (kind !== "III") {
    if (!fit.isLinear) return { hypotheses: waldHypotheses(fit, terms, kind), messages };
    const hypotheses = kind === "I" ? sequentialHypotheses(fit, terms) : marginalHypotheses(fit, terms);
    return { hypotheses, messages };
  }
  const balanced = balancedHypotheses(fit, terms);
  if (balanced === null) {
    const message =
      "type III tests: the columns of X depend on one another in every design, so each term is tested by its own " +
      "coefficients; write the formula without the columns that were dropped";
    messages.push({ code: "W_TYPE3_RANK", message });
    return { hypotheses: terms.map(({ columns }) => ownCoefficients(fit, columns)), messages };
  }
  const { hypotheses, recoded } = balanced;
  if (recoded.length > 0) {
    const what = recoded.map((label) => `"${label}"`).join(", ");
    const message =
      `type III tests of ${what} are made as with sum contrasts, averaged over the levels of the factors they ` +
      "interact with; by the model's own contrasts they would be tested where those are zero";
    messages.push({ code: "M_TYPE3_RECODED", message });
  }
  return { hypotheses, messages };
}

function dropped(terms: readonly FixedTerm[]): Warning[] {
  const incomplete = terms.filter(({ droppedCount }) => droppedCount > 0).map(({ label }) => `"${label}"`);
  if (incomplete.length === 0) return [];
  const message =
    `rank deficient: columns of ${incomplete.join(", ")} were dropped, so that tests are of what is left; ` +
    "where combinations of levels do not occur, type III tests depend on which";
  return [{ code: "W_ANOVA_RANK", message }];
}
