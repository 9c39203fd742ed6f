// Which columns of X belong to which term, and which terms contain which.
import { type CodedTerm, codeTerms } from "../design/term-coding.js";
import type { LiveFit } from "../fit/fit.js";
import { matrixVariables } from "../frame/matrix-valued.js";

export interface FixedTerm {
  readonly label: string;
  readonly coded: CodedTerm;
  /** Positions among the kept columns. */
  readonly columns: readonly number[];
  /** Columns of X that were dropped for rank. */
  readonly droppedCount: number;
  /** Terms that this one is marginal to: the same covariates, and more factors or matrices. */
  readonly containedIn: readonly number[];
}

/** The terms of the fixed part, without the intercept. */
export function fixedTerms(fit: LiveFit): FixedTerm[] {
  const { design, frame } = fit.live;
  const terms = codeTerms(frame.formula.fixed, frame.variables, frame.contrasts);
  const variables = terms.map(({ codings }) => codings.map(({ variable }) => variable));
  // As lmerTest has it: what R has as a matrix, such as poly(x, 2) and scale(x), is no covariate, x is one.
  const matrices = matrixVariables(frame.formula.fixed);
  const covariates = terms.map(({ codings }) =>
    codings.filter((c) => c.byLevel === null && c.names.length === 1 && !matrices.has(c.variable)),
  );
  return terms.map((coded, t) => {
    const columns = fit.kept.flatMap((column, position) => (design.fixed.assign[column] === t ? [position] : []));
    const containedIn = terms.flatMap((_, u) => {
      const isLarger = variables[u].length > variables[t].length;
      const isSame = covariates[u].length === covariates[t].length;
      return isLarger && isSame && variables[t].every((name) => variables[u].includes(name)) ? [u] : [];
    });
    return { label: coded.label, coded, columns, droppedCount: coded.names.length - columns.length, containedIn };
  });
}
