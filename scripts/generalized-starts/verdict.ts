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
}

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

export async function judge(design: GeneralizedDesign, reference: ReferenceFit | undefined): Promise<Verdict> {
  const own = await fitted(design);
  const best = reference === undefined ? await fromOtherStarts(design) : await objectiveOf(design, reference);
  const objective = own.objective;
  const above =
    best === null || objective === null ? Number.NEGATIVE_INFINITY : (objective - best) / (1 + Math.abs(best));
  return { ...own, best, above };
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

/** The least of four other starts of theta; null where none leads anywhere. */
async function fromOtherStarts(design: GeneralizedDesign): Promise<number | null> {
  let best: number | null = null;
  const size = design.formula.includes("(x | g)") ? 3 : /\|\||h\)/.test(design.formula) ? 2 : 1;
  for (const sd of [0.01, 0.1, 1, 3]) {
    const theta = size === 3 ? [sd, 0, sd] : Array<number>(size).fill(sd);
    const { objective } = await fitted(design, { theta });
    if (objective !== null && (best === null || objective < best)) best = objective;
  }
  return best;
}
