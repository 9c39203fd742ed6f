// A model whose parameters are given and not estimated: what predictions and simulations need, with no response at all.
import type { TableLike } from "../data/to-table.js";
import { buildDesign } from "../design/build-design.js";
import type { Design } from "../design/design.js";
import { OptionError } from "../errors.js";
import { type FamilyName, familyValues, type LinkName, responseFunctions } from "../family/family.js";
import { familyResponse, identityResponse } from "../family/mean.js";
import { familyOf, linkOf } from "../family/registry.js";
import { type ModelFrame, modelFrame } from "../frame/model-frame.js";
import { parCount, termLayout } from "../likelihood/terms.js";
import { formulaWithData } from "../model/build.js";
import type { LmmOptions } from "../model/options.js";
import { useFormulaFunctions } from "./formula-functions.js";
import { type GivenValues, refuseOthers, termsByDeviation, valuesByName, withParameters } from "./given-parameters.js";
import type { Live } from "./live.js";
import { type FittedRows, fittedRows, type Predictor, predictorTerms } from "./predictor.js";
import { factorColumnNames } from "./random-effects.js";

/** What predict() and simulate() go through: a fit, or a model whose parameters are given. */
export interface RowSource {
  /**
   * What prediction and simulation need.
   *
   * @internal
   */
  readonly predictor: Predictor;
  /**
   * The rows fitted as new data of the design; null where the data are not there.
   *
   * @internal
   */
  fittedRows(): FittedRows | null;
  /**
   * The model and its numbers, of a fit whose data are there.
   *
   * @internal
   */
  readonly live?: Live | null;
}

export interface UnfittedOptions extends Pick<LmmOptions, "weights" | "offset" | "contrasts" | "types" | "levels"> {
  /** Coefficients of all columns of the model matrix, in order or by name. */
  readonly fixef: GivenValues;
  /** Standard deviations and correlations by lme4's names: "sd_(Intercept)|subj", "cor_x.(Intercept)|subj". */
  readonly random?: Readonly<Record<string, number>> | undefined;
  /** In the place of `random`, lme4's theta: of a linear model relative to sigma. */
  readonly theta?: GivenValues | undefined;
  /** Residual standard deviation; of other families the root of the scale. */
  readonly sigma?: number | undefined;
  /** "gaussian" unless given. */
  readonly family?: FamilyName | undefined;
  /** The family's default unless given. */
  readonly link?: LinkName | undefined;
  /** Of the negative binomial. */
  readonly shape?: number | undefined;
  /** Of the binomial, one a row; 1 unless given. */
  readonly trials?: ArrayLike<number> | undefined;
}

/** Stands in the data for the response that is yet to be drawn. */
const NO_RESPONSE = "(response)";

/**
 * The model of a formula, whose response need not be there, on data of predictors and groups; coefficients that are not
 * named are missing, or zero. Throws a MixedModelError for a design that cannot be, and OptionError for parameters that are
 * missing or that the model does not have.
 */
export function unfitted(
  formula: string,
  data: TableLike,
  options: UnfittedOptions,
  others: "missing" | "zero" = "missing",
): RowSource {
  useFormulaFunctions();
  const frame = frameWithoutResponse(formula, data, options);
  const { design } = buildDesign(frame, { response: new Float64Array(frame.nobs), hasScale: false });
  const predictor = predictorOf(frame, design, options, others === "zero");
  return { predictor, fittedRows: () => rowsOf(design, options.trials) };
}

function frameWithoutResponse(formula: string, data: TableLike, options: UnfittedOptions): ModelFrame {
  const { weights, offset, contrasts, types, levels } = options;
  const { expanded, table } = formulaWithData(formula, data, { types, levels });
  const { rowCount } = table;
  const zeros = { kind: "number", name: NO_RESPONSE, values: new Float64Array(rowCount) } as const;
  const columns = new Map([...table.columns, [NO_RESPONSE, zeros] as const]);
  const response = { kind: "name", name: NO_RESPONSE, start: 0, end: 0 } as const;
  const asked = { weights, offset, contrasts, naAction: "fail" } as const;
  return modelFrame({ ...expanded, response }, { rowCount, columns }, asked);
}

function predictorOf(frame: ModelFrame, design: Design, options: UnfittedOptions, hasZeros: boolean): Predictor {
  const { names } = design.fixed;
  const { sigma = 1 } = options;
  const family = familyOf(options.family ?? "gaussian");
  const link = linkOf(family, options.link);
  const isLinear = family.name === "gaussian" && link === "identity";
  const values = familyValues(family, options, ({ name }) => {
    throw new OptionError(`the family "${family.name}" needs its ${name}; give it in option "${name}"`, name);
  });
  if (options.sigma === undefined && family.hasScale) {
    throw new OptionError(`the family "${family.name}" needs its scale; give it in option "sigma"`, "sigma");
  }
  const response = isLinear
    ? identityResponse(sigma)
    : familyResponse(family, link, responseFunctions(family, link, values), { sigma, familyValues: values });
  refuseOthers(response, options);
  const layout = termLayout(design);
  const components = design.random.map(({ factor, ...term }) => ({ ...term, group: design.factors[factor].name }));
  const zero: Predictor = {
    design: frame,
    kept: names.map((_, column) => column),
    beta: hasZeros
      ? valuesByName("effects", options.fixef, names, new Float64Array(names.length))
      : valuesByName("fixef", options.fixef, names, null),
    betaNames: names,
    groups: design.factors.map(({ name, levels }, factor) => {
      const columns = factorColumnNames(design, factor);
      return { name, names: columns, levels, modes: new Float64Array(levels.length * columns.length) };
    }),
    terms: predictorTerms(components, new Float64Array(parCount(layout))),
    effectScale: 1,
    needsOffset: false,
    ...response,
  };
  return withCovariances(zero, options);
}

function withCovariances(zero: Predictor, { random, theta, sigma }: UnfittedOptions): Predictor {
  if (random !== undefined && theta !== undefined) {
    throw new OptionError('options "random" and "theta" say the same; give one of them', "theta");
  }
  if (theta === undefined) return { ...zero, terms: termsByDeviation(zero.terms, random ?? {}) };
  return withParameters(zero, { theta, sigma });
}

function rowsOf(design: Design, trials: ArrayLike<number> | undefined): FittedRows {
  const { nobs } = design;
  if (trials !== undefined && trials.length !== nobs) {
    throw new OptionError(`trials has ${trials.length} values, but the data have ${nobs} rows`, "trials");
  }
  return fittedRows({ design, trials: trials === undefined ? null : Float64Array.from(trials) });
}
