// What every fitted model has, linear or generalized: names, counts, criteria, and what follows from θ, β and b.
import { log } from "../core/elementary.js";
import type { Design } from "../design/design.js";
import { splitTheta, type TermBlock, thetaNames } from "../likelihood/terms.js";
import { quantiles } from "../math/quantiles.js";
import type { RandomStream } from "../math/random-stream.js";
import { fittedValues, fixedPart } from "./fitted-values.js";
import { fixedEffects, fixedEffectsCorrelation } from "./fixed-effects.js";
import { type InformationCriteria, informationCriteria } from "./information-criteria.js";
import type { Live } from "./live.js";
import { type ModelPlan, planDesign } from "./plan.js";
import { type FittedRows, type PredictorGroup, type PredictorTerm, predictorTerms } from "./predictor.js";
import { factorColumnNames, type GroupCoefficients, groupCoefficients } from "./random-effects.js";
import { type SingularDirection, singularityOf } from "./singularity.js";
import { termLabels } from "./term-names.js";
import type { Convergence, FixedEffect, MixedModel, Timing, VarianceComponent, Warning } from "./types.js";
import { varianceComponent } from "./variance-components.js";

/** What follows from the estimates in ways of its own for each kind of model. */
interface Consequences {
  /** Conditional modes b by factor, levels × columns, row by row. */
  readonly modes: readonly Float64Array[];
  readonly parameterCount: number;
}

export abstract class FittedModel {
  readonly formula: string;
  readonly nobs: number;
  readonly dropped: MixedModel["dropped"];
  readonly groups: Readonly<Record<string, number>>;
  readonly theta: Float64Array;
  readonly thetaNames: readonly string[];
  readonly droppedFixef: readonly string[];
  readonly convergence: Convergence;
  readonly timing: Timing;
  readonly weightsLabel: string | null;
  readonly offsetLabel: string | null;
  readonly subsetLabel: string | null;
  readonly dataName: string | null;
  /** Coefficients of the kept columns of X. */
  readonly beta: Float64Array;
  /** Conditional modes b by factor, levels × columns, row by row. */
  readonly modes: readonly Float64Array[];
  /** Columns of X kept, ascending. */
  readonly kept: readonly number[];
  abstract readonly warnings: readonly Warning[];
  /** Directions in which the random effects have no variance; none for a regular fit. */
  readonly singularDirections: readonly SingularDirection[];
  /** λ of each term, columns × columns. */
  protected readonly lambdas: readonly Float64Array[];
  /** Standard deviation of a random effect whose λ is 1. */
  abstract readonly effectScale: number;
  /** Weights of the rows in the penalised least squares that the estimates solve; null means ones. */
  abstract readonly rowWeights: Float64Array | null;
  readonly #design: Design;
  readonly #live: Live;
  readonly #criteria: InformationCriteria;

  protected constructor(parts: Live, { modes, parameterCount }: Consequences) {
    const { design, spec, likelihood, estimates } = parts;
    const { theta, beta, objective, convergence } = estimates;
    const { kept, terms } = likelihood;
    this.#design = design;
    this.#live = parts;
    this.formula = parts.formula;
    this.nobs = design.nobs;
    this.dropped = parts.frame.dropped;
    this.groups = Object.fromEntries(design.factors.map((factor) => [factor.name, factor.levels.length]));
    this.theta = theta;
    this.thetaNames = thetaNames(design, terms);
    this.lambdas = splitTheta(terms, theta);
    this.singularDirections = singularityOf(likelihood, theta);
    this.kept = kept;
    this.beta = beta;
    this.modes = modes;
    this.droppedFixef = design.fixed.names.filter((_, column) => !kept.includes(column));
    this.#criteria = informationCriteria(objective, parameterCount, design.nobs, log(design.nobs));
    this.convergence = convergence;
    this.timing = parts.timing;
    this.weightsLabel = label(spec.frame.weights);
    this.offsetLabel = label(spec.frame.offset);
    this.subsetLabel = label(spec.frame.subset);
    this.dataName = spec.dataName;
  }

  /** rank × rank, rows. */
  abstract vcov(): number[][];
  abstract residuals(type: "scaled"): Float64Array;

  get logLik(): number {
    return this.#criteria.logLik;
  }

  get df(): number {
    return this.#criteria.df;
  }

  get residualDf(): number {
    return this.#criteria.residualDf;
  }

  get aic(): number {
    return this.#criteria.aic;
  }

  get aicc(): number {
    return this.#criteria.aicc;
  }

  get bic(): number {
    return this.#criteria.bic;
  }

  /** Columns of X that were kept. */
  get rank(): number {
    return this.kept.length;
  }

  get isSingular(): boolean {
    return this.singularDirections.length > 0;
  }

  /** Block structure, algorithm and cost of the model. */
  get plan(): ModelPlan {
    return planDesign(this.#design, this.#live.spec);
  }

  fixef(): FixedEffect[] {
    return fixedEffects(this.#design.fixed.names, this.kept, this.beta, this.vcov());
  }

  correlation(): number[][] {
    return fixedEffectsCorrelation(this.vcov());
  }

  varCorr(): VarianceComponent[] {
    const labels = termLabels(this.#design);
    return this.#design.random.map(({ factor, structure, names }, term) => {
      const group = this.#design.factors[factor].name;
      const named = { group, label: labels[term], structure, names };
      return varianceComponent(named, this.lambdas[term], this.effectScale);
    });
  }

  /** Minimum, quartiles and maximum of the scaled residuals. */
  residualQuantiles(): number[] {
    return quantiles(this.residuals("scaled"), [0, 0.25, 0.5, 0.75, 1]);
  }

  /** Coefficients by level of each grouping factor: fixed effects plus conditional modes. */
  coef(): Record<string, GroupCoefficients> {
    return groupCoefficients(this.#design, this.fixef(), this.modes);
  }

  /** Xβ plus offset: the population's linear predictor in each row. */
  fixedPart(): Float64Array {
    return fixedPart(this.#design, this.kept, this.beta);
  }

  drawnPredictor(stream: RandomStream): Float64Array {
    const drawn = this.#design.factors.map((factor, index) => {
      const k = factorColumnNames(this.#design, index).length;
      const effects = new Float64Array(factor.levels.length * k);
      this.#live.likelihood.terms.forEach((term, t) => {
        if (term.factor === index) drawTerm(effects, k, term, this.lambdas[t], this.effectScale, stream);
      });
      return effects;
    });
    return fittedValues(this.#design, this.kept, this.beta, drawn);
  }

  /** The design of the rows fitted, as that of new data. */
  protected designRows(): Omit<FittedRows, "trials"> {
    const { nobs: rowCount, fixed, random, offset, weights } = this.#design;
    const factors = this.#design.factors.map((factor) => ({ ...factor, unknown: [], own: factor }));
    return { rowCount, fixed, factors, random, offset, weights };
  }

  protected predictorTerms(): PredictorTerm[] {
    const { random, factors } = this.#design;
    const components = random.map(({ factor, structure, names }) => ({
      group: factors[factor].name,
      structure,
      names,
    }));
    return predictorTerms(components, this.theta);
  }

  /** Conditional modes with the names that prediction finds them by. */
  protected predictorGroups(): PredictorGroup[] {
    return this.#design.factors.map(({ name, levels }, factor) => ({
      name,
      names: factorColumnNames(this.#design, factor),
      levels,
      modes: this.modes[factor],
    }));
  }
}

/** Fills one term's columns of every level of a factor (levels × k) with scale · λu, u standard normal. */
function drawTerm(
  effects: Float64Array,
  k: number,
  { offset, columnCount }: TermBlock,
  lambda: Float64Array,
  scale: number,
  stream: RandomStream,
): void {
  for (let start = offset; start < effects.length; start += k) {
    for (let column = 0; column < columnCount; column++) {
      const u = scale * stream.normal();
      for (let row = 0; row < columnCount; row++) effects[start + row] += lambda[row + column * columnCount] * u;
    }
  }
}

function label(given: string | ArrayLike<unknown> | undefined): string | null {
  if (given === undefined) return null;
  return typeof given === "string" ? given : "(values given)";
}
