// The fixture of scripts/fixtures-diagnostics.R, and our fits at the parameters of its fits.
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import type { FamilyName } from "../../../src/family/family.js";
import { glmm, type LiveFit, lmm } from "../../../src/index.js";
import { loadTable } from "../../support/reference.js";

export interface ReferenceDeletions {
  readonly group: string;
  readonly levels: readonly string[];
  readonly beta: readonly (number | readonly number[])[];
  readonly theta: readonly (readonly number[])[];
  readonly sigma: readonly number[];
  readonly stdError: readonly (number | readonly number[])[];
  readonly cooks: readonly number[];
  readonly covRatio: readonly number[];
  readonly covTrace: readonly number[];
}

export interface DiagnosedModel {
  readonly id: string;
  readonly dataset: string;
  readonly formula: string;
  readonly reml?: boolean;
  readonly weights?: string;
  readonly family?: FamilyName;
  readonly theta: readonly number[];
  readonly beta: readonly number[];
  readonly sigma: number;
  readonly hat: readonly number[];
  readonly cooks?: readonly number[];
  readonly rstudent?: readonly number[];
  readonly r2?: { readonly conditional: number; readonly marginal: number };
  readonly icc?: { readonly adjusted: number; readonly unadjusted: number };
  readonly vif?: { readonly terms: readonly string[]; readonly values: readonly number[] };
  readonly kappa: { readonly raw: number; readonly scaled: number };
  readonly heteroscedasticity?: number;
  readonly normality?: number;
  readonly normality_random: readonly number[];
  readonly overdispersion?: {
    readonly chisq_statistic: number;
    readonly dispersion_ratio: number;
    readonly residual_df: number;
    readonly p_value: number;
  };
  readonly reliability?: readonly {
    readonly group: string;
    readonly columns: string | readonly string[];
    readonly values: readonly (readonly number[])[];
  }[];
  readonly lowess: readonly number[];
  readonly influence: readonly ReferenceDeletions[];
}

interface Fixture {
  readonly models: readonly DiagnosedModel[];
  readonly shapiro: readonly { readonly x: readonly number[]; readonly statistic: number; readonly p: number }[];
  readonly trigamma: { readonly x: readonly number[]; readonly value: readonly number[] };
}

const path = new URL("../../fixtures/diagnostics.json", import.meta.url);
export const fixture = JSON.parse(readFileSync(path, "utf8")) as Fixture;

const known = new Map<string, Promise<LiveFit>>();

/** Our fit with the parameters of the reference, without a step of the optimizer. */
export function fitAtReference(model: DiagnosedModel): Promise<LiveFit> {
  let fit = known.get(model.id);
  if (fit === undefined) {
    fit = fitted(model, { maxIterations: 0 }, model.theta, model.beta);
    known.set(model.id, fit);
  }
  return fit;
}

/** Our fit at its own optimum. */
export function fitFreely(model: DiagnosedModel): Promise<LiveFit> {
  return fitted(model, {});
}

async function fitted(
  { formula, dataset, reml, weights, family }: DiagnosedModel,
  options: { readonly maxIterations?: number },
  theta?: readonly number[],
  beta?: readonly number[],
): Promise<LiveFit> {
  const table = await loadTable(dataset);
  if (family === undefined) return lmm(formula, table, { ...options, reml, weights, start: theta });
  return glmm(formula, table, { ...options, family, ...(theta && { start: { theta, beta } }) });
}

/** All entries within `tolerance` of the largest expected size, or of their own. */
export function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let worst = 0;
  expected.forEach((value, i) => {
    worst = Math.max(worst, Math.abs(actual[i] - value));
  });
  expect(worst).toBeLessThanOrEqual(tolerance * scale);
}
