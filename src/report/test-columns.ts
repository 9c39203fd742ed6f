// The columns that a test has in every table.

import type { LikelihoodRatio } from "../inference/comparison/likelihood-ratio.js";
import type { FTest, TTest } from "../inference/contrast-test.js";
import { isCell, orNull } from "../options.js";
import type { ColumnsOf } from "./table-of.js";

type Nullable<T> = { readonly [K in keyof T]: T[K] | null };

/** lmerTest's columns of an F test. */
export const F_COLUMNS: ColumnsOf<Nullable<Pick<FTest, "sumSq" | "meanSq" | "numDf" | "denDf" | "statistic" | "p">>> = [
  ["sumSq", "Sum Sq", "number"],
  ["meanSq", "Mean Sq", "number"],
  ["numDf", "NumDF", "count"],
  ["denDf", "DenDF", "df"],
  ["statistic", "F value", "statistic"],
  ["p", "Pr(>F)", "p"],
];

/** Standard error, degrees of freedom unless infinite, statistic and p value. */
export function tColumns(method: TTest["method"]): ColumnsOf<Pick<TTest, "stdError" | "df" | "statistic" | "p">> {
  const letter = method === "asymptotic" ? "z" : "t";
  return [
    ["stdError", "Std. Error", "stdError"],
    method !== "asymptotic" && ["df", "df", "df"],
    ["statistic", `${letter} value`, "statistic"],
    ["p", `Pr(>|${letter}|)`, "p"],
  ];
}

export const RATIO = orNull<LikelihoodRatio>({ statistic: isCell, df: isCell, p: isCell, mixtureP: isCell });

type Ratio = { readonly test: LikelihoodRatio | null };

/** The statistic under its heading, degrees of freedom, "Pr(>Chisq)", and beside it the mixture's where there is one. */
export function ratioColumns(rows: readonly Ratio[], heading: string): ColumnsOf<Ratio> {
  return [
    ["statistic", heading, "statistic", ({ test }) => test?.statistic],
    ["df", "Df", "count", ({ test }) => test?.df],
    ["p", "Pr(>Chisq)", "p", ({ test }) => test?.p],
    rows.some(({ test }) => (test?.mixtureP ?? null) !== null) && [
      "mixtureP",
      "Pr(mixture)",
      "p",
      ({ test }) => test?.mixtureP,
    ],
  ];
}
