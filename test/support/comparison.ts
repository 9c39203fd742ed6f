// lme4's, lmerTest's and pbkrtest's comparisons of models, as scripts/fixtures-comparison.R wrote them.
import { readFileSync } from "node:fs";

export interface ComparisonRow {
  readonly term: string;
  readonly npar?: number;
  readonly AIC?: number;
  readonly aic?: number;
  readonly BIC?: number;
  readonly logLik?: number;
  readonly deviance?: number;
  readonly statistic?: number;
  readonly df?: number;
  readonly denDf?: number;
  readonly sumSq?: number;
  readonly meanSq?: number;
  readonly p?: number;
}

interface Comparisons {
  readonly anova: readonly {
    readonly data: string;
    readonly reml: boolean;
    readonly formulas: readonly string[];
    readonly rows: readonly ComparisonRow[];
  }[];
  readonly ranova: readonly {
    readonly data: string;
    readonly formula: string;
    readonly reml: boolean;
    readonly rows: readonly ComparisonRow[];
    readonly whole: readonly ComparisonRow[];
  }[];
  readonly drop1: readonly {
    readonly data: string;
    readonly formula: string;
    readonly satterthwaite: readonly ComparisonRow[];
    readonly kenward_roger: readonly ComparisonRow[];
    readonly chisq: readonly ComparisonRow[];
  }[];
  readonly glmm: readonly {
    readonly data: string;
    readonly formula: string;
    readonly family: "binomial" | "poisson";
    readonly chisq: readonly ComparisonRow[];
  }[];
  readonly bootstrap: readonly {
    readonly data: string;
    readonly larger: string;
    readonly smaller: string;
    readonly nsim: number;
    readonly statistic: number;
    readonly p: number;
    readonly mean: number;
  }[];
  readonly rlrt: readonly {
    readonly data: string;
    readonly formula: string;
    readonly nsim: number;
    readonly statistic: number;
    readonly p: number;
  }[];
}

export const comparisons = JSON.parse(
  readFileSync(new URL("../fixtures/comparison.json", import.meta.url), "utf8"),
) as Comparisons;
