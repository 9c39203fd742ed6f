// A fitted linear model as plain JSON, and back.

import { identityResponse } from "../family/mean.js";
import type { FittedLmm } from "./fitted-lmm.js";
import { lmmTitle } from "./model-title.js";
import { RestoredModel } from "./restored-model.js";
import { readSaved, type SavedModel, savedParts } from "./saved-model.js";
import type { FixefTests, ModelTitle } from "./types.js";

/** The JSON form of a fit; numbers in full double precision. */
export interface SavedLmm extends SavedModel {
  readonly blup: "lmm";
  /** Λ of each grouping factor as the fit has it, columns × columns, column-major: the bits of a model reopened. */
  readonly lambdas: readonly (readonly number[])[];
}

/** The fit as plain JSON. */
export function saveLmm(fit: FittedLmm): SavedLmm {
  const lambdas = fit.parts.estimates.lambdas.map((lambda) => Array.from(lambda));
  return { blup: "lmm", version: 1, ...savedParts(fit, fit.parts), lambdas };
}

/** A linear mixed model read back from JSON: estimates, reports and predictions, without the data. */
export class RestoredLmm extends RestoredModel<SavedLmm> {
  readonly family = "gaussian";
  readonly link = "identity";
  readonly hasScale = true;
  readonly particulars = {};

  constructor(saved: SavedLmm) {
    super(saved, identityResponse(saved.sigma), saved.sigma);
  }

  get title(): ModelTitle {
    return lmmTitle(this.method);
  }

  /** Tests of coefficients as they were saved, null where none were. */
  get savedTests(): FixefTests | null {
    const { fixef, fixefTests } = this.saved;
    const { method, warnings } = fixefTests;
    if (method === "none") return null;
    const effects = fixef.map(({ name, estimate, stdError, statistic, df, p }) => ({
      name,
      estimate,
      stdError: stdError ?? Number.NaN,
      statistic: statistic ?? Number.NaN,
      df: df ?? (method === "asymptotic" ? Number.POSITIVE_INFINITY : Number.NaN),
      p: p ?? Number.NaN,
    }));
    return { method, effects, warnings };
  }
}

/** Restores what `JSON.stringify(fit)` wrote, given as text or parsed; throws DataError for anything else. */
export function restoreLmm(json: string | SavedLmm): RestoredLmm {
  return new RestoredLmm(readSaved<SavedLmm>(json, "lmm", "linear mixed models"));
}
