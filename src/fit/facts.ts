// What a fit tells as its record has it.
import type { FamilyName, LinkName } from "../family/family.js";
import type { OtherStarts } from "../likelihood/point.js";
import type { Convergence } from "../optimize/minimize.js";
import type { FitRecord, MonteCarlo, VcovKind } from "./record.js";
import type { Timing, Warning } from "./types.js";

export abstract class FitFacts {
  /** What reports print, prediction needs and JSON holds; docs/json.md describes every key. */
  abstract get record(): FitRecord;

  /** The formula as it was given. */
  get formula(): string {
    return this.record.formula;
  }

  /** Whether it is a linear mixed model, whose likelihood needs no approximation. */
  get isLinear(): boolean {
    return this.record.blup === "lmm";
  }

  /** By which likelihood it was fitted: "REML" or "ML"; generalized models are "ML". */
  get method(): "ML" | "REML" {
    return this.record.method;
  }

  /** Distribution of the responses; "gaussian" for lmm(). */
  get family(): FamilyName {
    return this.record.family;
  }

  /** Link between means and linear predictors; "identity" for lmm(). */
  get link(): LinkName {
    return this.record.link;
  }

  /** Quadrature points of a generalized model: 1 is the Laplace approximation, 0 the fast fit over theta alone. */
  get nAGQ(): number | null {
    return this.record.nAGQ ?? null;
  }

  /** Rows used. */
  get nobs(): number {
    return this.record.nobs;
  }

  /** Rows dropped for missing values, and by which variable. */
  get dropped(): FitRecord["dropped"] {
    return this.record.dropped;
  }

  /** Levels by grouping factor, in lme4's order (decreasing). */
  get groups(): FitRecord["groups"] {
    return this.record.groups;
  }

  /** What was minimized, in deviance units. */
  get objective(): number {
    return this.record.objective;
  }

  /** −2 log-likelihood of a fit by maximum likelihood, null for REML. */
  get deviance(): number | null {
    if (this.isLinear) return this.method === "ML" ? this.objective : null;
    return -2 * this.logLik;
  }

  /** The REML criterion, null for maximum likelihood. */
  get remlCriterion(): number | null {
    return this.method === "REML" ? this.objective : null;
  }

  /** Log-likelihood at the estimates; restricted under REML, approximated for generalized models. */
  get logLik(): number {
    return this.record.logLik;
  }

  /** Number of parameters: fixed effects, par, and sigma or shape where they are estimated. */
  get df(): number {
    return this.record.df;
  }

  /** nobs − df. */
  get residualDf(): number {
    return this.record.residualDf;
  }

  /** −2 logLik + 2 df. Under REML comparable only between models with the same fixed effects. */
  get aic(): number {
    return this.record.AIC;
  }

  /** AIC with the correction for small samples; infinite where nobs is at most df + 1. */
  get aicc(): number {
    return this.record.AICc;
  }

  /** −2 logLik + df log(nobs). */
  get bic(): number {
    return this.record.BIC;
  }

  /** Scale of the residuals; 1 where the family leaves none open. */
  get sigma(): number {
    return this.record.sigma;
  }

  /** Variance of a response over what its mean and weight make of it: sigma². */
  get dispersion(): number {
    return this.record.dispersion ?? this.sigma * this.sigma;
  }

  /** Shape of the negative binomial, null for other families. */
  get shape(): number | null {
    return this.record.shape ?? null;
  }

  /** What determines the covariances: theta, but of terms of few parameters standard deviations over sigma, then rho. */
  get par(): Float64Array {
    return this.record.par ?? this.record.theta;
  }

  /** Names of the entries of par. */
  get parNames(): readonly string[] {
    return this.record.parNames ?? this.record.thetaNames;
  }

  /** As lme4's getME(, "theta"): entries of the triangular factors of the covariances. */
  get theta(): Float64Array {
    return this.record.theta;
  }

  /** Names of the entries of theta, as lme4's: "Subject.Days.(Intercept)". */
  get thetaNames(): readonly string[] {
    return this.record.thetaNames;
  }

  /** Columns of X kept, ascending; `rank` of them. */
  get kept(): readonly number[] {
    return this.record.kept;
  }

  /** Number of coefficients. */
  get rank(): number {
    return this.kept.length;
  }

  /** Names of columns of the model matrix that were left out as combinations of others. */
  get droppedFixef(): readonly string[] {
    return this.record.droppedFixef;
  }

  /** Whether some combination of random effects has no variance; `singularDirections` says which. */
  get isSingular(): boolean {
    return this.record.singular;
  }

  /** What should be known before the numbers are used, each by a stable code (docs/warnings.md); empty is good. */
  get warnings(): readonly Warning[] {
    return this.record.warnings;
  }

  /** How the search ended: steps, evaluations, gradient and curvature at the estimates. */
  get convergence(): Convergence {
    return this.record.convergence;
  }

  /** Searches from other starts for a lower minimum, which `convergence` does not count; null where none was made. */
  get otherStarts(): OtherStarts | null {
    return this.record.otherStarts ?? null;
  }

  /** Errors of the iterative method over draws of its probes; null of any other fit. */
  get monteCarlo(): MonteCarlo | null {
    return this.record.monteCarlo ?? null;
  }

  /** Milliseconds that reading, building and fitting took. */
  get timing(): Timing {
    return this.record.timing;
  }

  /** Weights as given, for the summary header. */
  get weightsLabel(): string | null {
    return this.record.weights;
  }

  /** Offset, likewise. */
  get offsetLabel(): string | null {
    return this.record.offset;
  }

  /** Subset, likewise. */
  get subsetLabel(): string | null {
    return this.record.subset;
  }

  /** Name of the data in the header of reports, null where none was given. */
  get dataName(): string | null {
    return this.record.data;
  }

  /** Standard deviation of a random effect whose λ is 1: sigma of a linear model. */
  get effectScale(): number {
    return this.isLinear ? this.sigma : 1;
  }

  /** What vcov() gives unless asked: that of the Hessian where a generalized model has one. */
  get vcovKind(): VcovKind {
    return this.record.stdErrors ?? "RX";
  }
}
