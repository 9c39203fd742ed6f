// What estimates depend on besides the design.
import type { StructureChoice } from "../engine/symbolic/structure.js";
import type { Family, FamilyName, FamilyParameterName, LinkName } from "../family/family.js";
import { familyOf } from "../family/registry.js";
import type { MinimizeOptions } from "../optimize/minimize.js";

/** How the likelihood of a generalized model is approximated. */
export interface ApproximationSpec {
  /** Quadrature points for each random effect: 1 is the Laplace approximation, 0 the fast fit over theta. */
  readonly points: number;
  readonly information: "expected" | "observed";
  /** How the scale is estimated where the family has one. */
  readonly scale: "moment" | "ml";
}

export interface SearchStart {
  readonly theta?: ArrayLike<number> | undefined;
  readonly beta?: ArrayLike<number> | undefined;
  /** Whether the minimum is wanted to which this start leads, lower ones or not. */
  readonly only?: true;
}

/** What estimates depend on besides the design. */
export interface FitSpec {
  readonly family: Family;
  readonly link: LinkName;
  readonly method: "ML" | "REML";
  /** Null for a linear model, whose likelihood is exact. */
  readonly approximation: ApproximationSpec | null;
  /** Parameters of the family that are given; the others are estimated. */
  readonly known: Readonly<Partial<Record<FamilyParameterName, number>>>;
  readonly structure: StructureChoice;
  /** Where the optimizer starts; what is not given follows from moments. */
  readonly start: SearchStart;
  readonly search: MinimizeOptions;
}

/** Of a generalized model. */
export type Generalized<Spec extends { readonly approximation: ApproximationSpec | null } = FitSpec> = Spec & {
  readonly approximation: ApproximationSpec;
};

/**
 * Factors are not split: the leverages of rows need all pairs of levels that meet in the dense part. And smaller dense
 * parts are looked through for nested factors: a generalized model is factored many more times.
 */
export const WHOLE_FACTORS: StructureChoice = { share: 0, smallTail: 40 };

/** A FitSpec as plain data, which a worker can have. */
export interface PlainSpec extends Omit<FitSpec, "family" | "search"> {
  readonly family: FamilyName;
  readonly search: Pick<MinimizeOptions, "maxIterations">;
}

export function plainSpec(spec: FitSpec): PlainSpec {
  const { family, link, method, approximation, known, structure, start, search } = spec;
  const { maxIterations } = search;
  const plain = { link, method, approximation, known, structure, start };
  return { ...plain, family: family.name, search: maxIterations === undefined ? {} : { maxIterations } };
}

export function fitSpec(plain: PlainSpec): FitSpec {
  return { ...plain, family: familyOf(plain.family) };
}
