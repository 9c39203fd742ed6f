// A fitted generalized model as small plain JSON, and back.
import { elementary } from "../engine/load.js";
import { type FamilyName, familyOf, type LinkName, linkOf, responseFunctions } from "./family.js";
import type { FittedGlmm, VcovKind } from "./fitted-glmm.js";
import { withPValues } from "./fixed-effects.js";
import { familyResponse } from "./predictor.js";
import { RestoredModel, readSaved, type SavedModel, savedParts } from "./saved-model.js";
import type { FixedEffect } from "./types.js";

/** The JSON form of a fit; numbers in full double precision. */
export interface SavedGlmm extends SavedModel {
  readonly blup: "glmm";
  readonly family: FamilyName;
  readonly link: LinkName;
  readonly nAGQ: number;
  /** Shape of the negative binomial, null for other families. */
  readonly shape: number | null;
  /** Where vcov comes from. */
  readonly stdErrors: VcovKind;
}

/** The fit as plain JSON. */
export function saveGlmm(fit: FittedGlmm): SavedGlmm {
  const { design, designState } = fit.parts;
  const { family, link, nAGQ, shape, vcovKind: stdErrors } = fit;
  const parts = savedParts(fit, design.fixed.names, designState);
  return { blup: "glmm", version: 1, ...parts, family, link, nAGQ, shape, stdErrors };
}

/** A generalized linear mixed model read back from JSON: estimates and predictions, without the data. */
export class RestoredGlmm extends RestoredModel<SavedGlmm> {
  readonly family: FamilyName;
  readonly link: LinkName;

  constructor(saved: SavedGlmm) {
    const family = familyOf(saved.family);
    const link = linkOf(family, saved.link);
    const functions = responseFunctions(family, link, saved.shape);
    super(saved, familyResponse(family, link, functions, saved), 1);
    this.family = saved.family;
    this.link = saved.link;
  }

  override fixef(): FixedEffect[] {
    return withPValues(super.fixef(), elementary());
  }
}

/** Restores what `JSON.stringify(fit)` wrote, given as text or parsed; throws DataError for anything else. */
export function restoreGlmm(json: string | SavedGlmm): RestoredGlmm {
  return new RestoredGlmm(readSaved<SavedGlmm>(json, "glmm", "generalized linear mixed models"));
}
