// What a fit of a random generalized model is worth beside glmmTMB's, or beside its own from other starts.
import { type GlmmOptions, glmm, glmmObjectiveAt } from "../../src/index.js";
import type { GeneralizedDesign } from "./designs.js";

/** A fit of glmmTMB: −2 log-likelihood and where. */
export interface ReferenceFit {
  readonly index: number;
  readonly objective: number;
  readonly beta: readonly number[];
  /** A number where it is one. */
  readonly theta: number | readonly number[];
  readonly sigma: number;
}

export interface Verdict {
  readonly outcome: "converged" | "not converged" | "refused";
  readonly words: string;
  /** The least that others found, as far as its objective here is theirs; null for none. */
  readonly best: number | null;
  readonly objective: number | null;
  /** By how much the fit lies above, as a share of 1 + |objective|. */
  readonly above: number;
  /** Whether the reference has a fit whose objective is its own here, too. */
  readonly hasPeer: boolean;
}

/** Standard deviations of the random effects where fits are begun besides. */
const STARTS = [0.01, 0.1, 0.3, 1, 3];

/** Of 1 + |f|: how far objectives of the same point may differ between programs. */
const SAME = 1e-4;

/** How glmmTMB fits: dispersion by maximum likelihood, observed information. */
export function optionsOf({ family, link, weights, offset }: GeneralizedDesign): GlmmOptions {
  const hasScale = ["gamma", "inverse-gaussian", "gaussian"].includes(family);
  return {
    family,
    link,
    information: "observed",
    ...(hasScale && { dispersion: "ml" as const }),
    ...(weights !== null && { weights }),
    ...(offset !== null && { offset }),
  };
}

/** A fit, beside those from five starts of theta and the reference's parameters. */
export async function judge(design: GeneralizedDesign, reference?: ReferenceFit): Promise<Verdict> {
  const own = await fitted(design);
  const peer = reference === undefined ? null : await objectiveOf(design, reference);
  const others = peer === null ? [] : [peer];
  for (const sd of STARTS) {
    const { objective } = await fitted(design, { theta: thetaOf(design, sd) });
    if (objective !== null) others.push(objective);
  }
  const { objective } = own;
  const best = others.length === 0 ? null : Math.min(...others);
  const above =
    best === null || objective === null ? Number.NEGATIVE_INFINITY : (objective - best) / (1 + Math.abs(best));
  return { ...own, best, above, hasPeer: peer !== null };
}

async function fitted(
  design: GeneralizedDesign,
  start: GlmmOptions["start"] = undefined,
): Promise<Pick<Verdict, "outcome" | "words" | "objective">> {
  try {
    const fit = await glmm(design.formula, design.columns, { ...optionsOf(design), start });
    const { converged, message } = fit.convergence;
    return { outcome: converged ? "converged" : "not converged", words: message, objective: fit.objective };
  } catch (error) {
    return { outcome: "refused", words: String(error), objective: null };
  }
}

/** Our objective at the reference's parameters; null where it is none, or another one than theirs. */
async function objectiveOf(design: GeneralizedDesign, reference: ReferenceFit): Promise<number | null> {
  const { beta, theta, sigma } = reference;
  const point = { beta, theta: [theta].flat(), dispersion: sigma * sigma, shape: sigma };
  const value = await glmmObjectiveAt(design.formula, design.columns, point, optionsOf(design)).catch(() => Number.NaN);
  return Math.abs(value - reference.objective) < SAME * (1 + Math.abs(value)) ? value : null;
}

/** Standard deviations of one size, no correlations. */
function thetaOf({ formula }: GeneralizedDesign, sd: number): number[] {
  if (formula.includes("(x | g)")) return [sd, 0, sd];
  return /\|\||h\)/.test(formula) ? [sd, sd] : [sd];
}
