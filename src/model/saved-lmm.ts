// A fitted linear model as small plain JSON, and back: what a restored model needs to report its estimates and to predict.
import type { FittedLmm } from "./fitted-lmm.js";
import { identityResponse } from "./predictor.js";
import { RestoredModel, readSaved, type SavedModel, savedParts } from "./saved-model.js";

/** The JSON form of a fit; numbers in full double precision. */
export interface SavedLmm extends SavedModel {
  readonly blup: "lmm";
}

/** The fit as plain JSON. */
export function saveLmm(fit: FittedLmm): SavedLmm {
  const { design, designState } = fit.parts;
  return { blup: "lmm", version: 1, ...savedParts(fit, design.fixed.names, designState) };
}

/** A linear mixed model read back from JSON: estimates and predictions, without the data. */
export class RestoredLmm extends RestoredModel<SavedLmm> {
  constructor(saved: SavedLmm) {
    super(saved, identityResponse(saved.sigma), saved.sigma);
  }
}

/** Restores what `JSON.stringify(fit)` wrote, given as text or parsed; throws DataError for anything else. */
export function restoreLmm(json: string | SavedLmm): RestoredLmm {
  return new RestoredLmm(readSaved<SavedLmm>(json, "lmm", "linear mixed models"));
}
