// Conditional modes of the random effects by grouping factor, their conditional variances, and group-wise coefficients.
import type { Design } from "../design/design.js";
import type { ConditionalModes, FixedEffect, RandomEffects } from "./types.js";

/** Coefficients of every level of a factor: fixed effects plus conditional modes. */
export interface GroupCoefficients {
  /** Columns: coefficients, those of random effects alone first. */
  readonly names: readonly string[];
  /** Rows: levels of the grouping factor. */
  readonly levels: readonly string[];
  /** levels × names. */
  readonly values: readonly (readonly number[])[];
}

/** Names of the random-effects columns of one factor, over all its terms. */
export function factorColumnNames(design: Design, factor: number): string[] {
  return design.random.filter((term) => term.factor === factor).flatMap((term) => [...term.names]);
}

/** A flat row-major levels × k array as rows. */
export function rowsOf(values: Float64Array, k: number): number[][] {
  const rows: number[][] = [];
  for (let start = 0; start < values.length; start += k) rows.push(Array.from(values.subarray(start, start + k)));
  return rows;
}

/** b by factor as tables. */
export function conditionalModes(
  design: Design,
  modes: readonly Float64Array[],
): Readonly<Record<string, ConditionalModes>> {
  const entries = design.factors.map(({ name, levels }, factor): [string, ConditionalModes] => {
    const names = factorColumnNames(design, factor);
    return [name, { names, levels, values: rowsOf(modes[factor], names.length) }];
  });
  return Object.fromEntries(entries);
}

/** ranef() from b by factor (levels × k); Cov(b | y) / σ² by factor (levels × k × k) is asked for only when read. */
export function randomEffects(
  design: Design,
  modes: readonly Float64Array[],
  relativeCovariance: (factor: number) => Float64Array,
  sigma: number,
): Record<string, RandomEffects> {
  const entries = design.factors.map((factor, index): [string, RandomEffects] => {
    const names = factorColumnNames(design, index);
    let condVar: number[][][] | null = null;
    const effects: RandomEffects = {
      names,
      levels: factor.levels,
      values: rowsOf(modes[index], names.length),
      get condVar() {
        condVar ??= blocksOf(relativeCovariance(index), names.length, sigma * sigma);
        return condVar;
      },
    };
    return [factor.name, effects];
  });
  return Object.fromEntries(entries);
}

function blocksOf(values: Float64Array, k: number, factor: number): number[][][] {
  const blocks: number[][][] = [];
  for (let start = 0; start < values.length; start += k * k) {
    blocks.push(
      rowsOf(
        values.subarray(start, start + k * k).map((value) => value * factor),
        k,
      ),
    );
  }
  return blocks;
}

/** coef(): lme4's rule, in which a random column without a fixed effect gets one of 0, listed first. */
export function groupCoefficients(
  design: Design,
  fixef: readonly FixedEffect[],
  modes: readonly Float64Array[],
): Record<string, GroupCoefficients> {
  const known = new Set(fixef.map((effect) => effect.name));
  const missing = new Set(
    design.factors.flatMap((_, index) => factorColumnNames(design, index)).filter((name) => !known.has(name)),
  );
  const names = [...missing, ...known];
  const base = [...Array.from(missing, () => 0), ...fixef.map((effect) => effect.estimate)];
  const entries = design.factors.map((factor, index): [string, GroupCoefficients] => {
    const columns = factorColumnNames(design, index);
    const places = columns.map((name) => names.indexOf(name));
    const values = rowsOf(modes[index], columns.length).map((effects) => {
      const row = [...base];
      effects.forEach((effect, column) => {
        row[places[column]] += effect;
      });
      return row;
    });
    return [factor.name, { names, levels: factor.levels, values }];
  });
  return Object.fromEntries(entries);
}
