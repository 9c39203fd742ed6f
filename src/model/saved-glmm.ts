// A fitted generalized model as plain JSON, and back.
import { type FamilyName, familyOf, type LinkName, linkOf, responseFunctions } from "../family/family.js";
import { familyResponse } from "../family/mean.js";
import type { FittedGlmm, VcovKind } from "./fitted-glmm.js";
import { withPValues } from "./fixed-effects.js";
import { glmmTitle } from "./model-title.js";
import { RestoredModel } from "./restored-model.js";
import { readSaved, type SavedModel, savedParts } from "./saved-model.js";
import type { FixedEffect, ModelTitle, ReportedModel } from "./types.js";

/** The JSON form of a fit; numbers in full double precision. */
export interface SavedGlmm extends SavedModel {
  readonly blup: "glmm";
  readonly family: FamilyName;
  readonly link: LinkName;
  readonly nAGQ: number;
  readonly dispersion: number;
  /** Shape of the negative binomial, null for other families. */
  readonly shape: number | null;
  /** Where vcov comes from. */
  readonly stdErrors: VcovKind;
}

/** The fit as plain JSON. */
export function saveGlmm(fit: FittedGlmm): SavedGlmm {
  const { family, link, nAGQ, dispersion, shape, vcovKind: stdErrors } = fit;
  const parts = savedParts(fit, fit.parts);
  return { blup: "glmm", version: 1, ...parts, family, link, nAGQ, dispersion, shape, stdErrors };
}

/** A generalized linear mixed model read back from JSON: estimates, reports and predictions, without the data. */
export class RestoredGlmm extends RestoredModel<SavedGlmm> {
  readonly family: FamilyName;
  readonly link: LinkName;
  readonly hasScale: boolean;
  readonly title: ModelTitle;
  readonly particulars: ReportedModel["particulars"];

  constructor(saved: SavedGlmm) {
    const { nAGQ, dispersion, shape, stdErrors } = saved;
    const family = familyOf(saved.family);
    const link = linkOf(family, saved.link);
    const functions = responseFunctions(family, link, shape);
    super(saved, familyResponse(family, link, functions, saved), 1);
    this.family = saved.family;
    this.link = saved.link;
    this.hasScale = family.dispersion === "scale";
    this.title = glmmTitle({ label: family.label, shape, link: saved.link }, nAGQ, this.hasScale);
    this.particulars = { nAGQ, dispersion, shape, stdErrors };
  }

  override fixef(): FixedEffect[] {
    return withPValues(super.fixef());
  }
}

/** Restores what `JSON.stringify(fit)` wrote, given as text or parsed; throws DataError for anything else. */
export function restoreGlmm(json: string | SavedGlmm): RestoredGlmm {
  return new RestoredGlmm(readSaved<SavedGlmm>(json, "glmm", "generalized linear mixed models"));
}
