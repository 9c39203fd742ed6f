// Where a fit may differ from its reference, and why. Each entry is a reason with the cases it holds for.

interface Difference {
  readonly reason: string;
  readonly cases: readonly string[];
}

/** Covariances that the data do not identify: the objective is flat along some direction of theta. */
export const notIdentified: readonly Difference[] = [
  {
    reason:
      "(1 | Worker) beside (0 + Machine | Worker) adds to every covariance of the second: only the sum is identified",
    cases: ["machines-doublebar"],
  },
];

/** Generalized models of the same kind. */
export const glmmNotIdentified: readonly Difference[] = [
  {
    reason: "every Female is seen in one Season, so that of three covariances two sums are identified",
    cases: ["salamander-season"],
  },
];

/** Scales that lme4 has not settled: its objective is off by up to 5e-6 of itself. */
export const unsettledScale: readonly Difference[] = [
  {
    reason: "lme4 2.1 stops the iteration of its moment estimate after 100 damped steps, 2e-4 to 4e-4 from its end",
    cases: ["sleep-gamma-log", "sleep-gaussian-log", "sleep-invgauss"],
  },
];

/** Numbers of parameters that lme4 counts otherwise. */
export const otherCounts: readonly Difference[] = [
  { reason: "lme4 counts a scale for a negative binomial whose shape is given", cases: ["owls-negbin-fixed"] },
];

/** Standard errors from the Hessian that differ by more than 1e-3. */
export const otherHessian: readonly Difference[] = [
  {
    reason: "lme4 1.1-31 gives blup's at the same estimates (test/snapshots/lme4), lme4 2.1 some that are 0.2 % larger",
    cases: ["owls-negbin-fixed"],
  },
];

/** Standard errors from R_X that are not comparable. */
export const wrongRX: readonly Difference[] = [
  {
    reason: "those of lme4 2.1 for families with a scale hold sigma twice",
    cases: ["sleep-gamma-log", "sleep-gaussian-log", "sleep-invgauss"],
  },
];

/**
 * Optima lower than the reference fit's. The proof: lme4 itself gives the lower objective at the theta found; its
 * numbers there (test/fixtures/reference/lower/) stand in for the reference.
 */
export const lowerThanReference: readonly Difference[] = [
  {
    reason: "the reference fit stopped at a saddle point on the boundary, 0.5 to 9 units above the optimum",
    cases: ["arabidopsis-log", "chem97-slope-ml", "kb07-maineffects-max-ml"],
  },
  {
    reason: "the reference optimum, by one derivative-free optimizer, was not polished: 5e-7 above, theta to 4 digits",
    cases: ["mrk17-main-ml"],
  },
];

/** Tests of fixed effects whose reference numbers are not those of the model. */
export const differentTests: readonly Difference[] = [
  {
    reason: "pbkrtest leaves precision weights out of Var(y): its df of up to 850 exceed the 180 rows",
    cases: ["sleep-weights-reml kenward-roger"],
  },
  {
    reason:
      "a variance of (0.0016)² beside 0.38² lies 0.004 standard errors from zero, where lmerTest's numerical second " +
      "derivatives keep three digits",
    cases: ["bs10-parsimonious-ml satterthwaite"],
  },
];

/** Profile limits that other programs state otherwise. */
export const otherLimits: readonly Difference[] = [
  {
    reason:
      "lme4 interpolates its profile of sd_c3 across the bend near zero: with the standard deviation held at its 3.98 (or " +
      "4.08, by version) and lme4's own deviance minimized over all else ζ is 1.54 (1.51) instead of 1.96, at blup's 1.7493 " +
      "it is 1.959964; likewise 1.9558 at its sd_c2 of 5.608, and 1.959964 at blup's 5.59633",
    cases: ["KWDYZ rt ~ 1 + c1 + c2 + c3 + (1 + c1 + c2 + c3 || subj)"],
  },
  {
    reason: "MixedModels.jl has 0 for the lower limit of sd(Days); lme4's deviance held at 3.80116 gives |ζ| = 1.95999",
    cases: ["sleepstudy Reaction ~ 1 + Days + (1 + Days | Subject)"],
  },
];

/** Singular fits far from quadratic, which may take up to 30 evaluations. */
export const heavilySingular: readonly Difference[] = [
  {
    reason: "several null directions: blocks of four or more columns, or many zero variances",
    cases: [
      "kb07-full-max-ml",
      "kb07-maineffects-max-ml",
      "kb07-zcp-ml",
      "bs10-max-ml",
      "bs10-zcp-ml",
      "lfbg-max-reml",
      "arabidopsis-log",
    ],
  },
  {
    reason: "a perfect correlation in a model too large for exact second derivatives: the last steps converge linearly",
    cases: ["chem97-slope-ml"],
  },
  {
    reason:
      "one row for each effect: the residual variance is all but confounded with the variances, which the search has " +
      "to move to 16 times where moments put them",
    cases: ["l4-sleep-ar1-het-reml"],
  },
  {
    reason: "covariances that are not identified: the Hessian is singular along the whole path",
    cases: ["machines-doublebar"],
  },
];

export const reasonFor = (differences: readonly Difference[], id: string): string | null =>
  differences.find((difference) => difference.cases.includes(id))?.reason ?? null;

/** The cases of differences of one kind. */
export function casesOf(differences: readonly Difference[]): string[] {
  return differences.flatMap(({ cases }) => cases);
}
