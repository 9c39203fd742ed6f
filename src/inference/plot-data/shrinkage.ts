// Each level's own estimates beside its conditional modes: how far the model draws them towards the population.
import { UnsupportedError } from "../../errors.js";
import { linearSolve } from "../../math/linear-solve.js";
import { FittedLmm } from "../../model/fitted-lmm.js";
import { engineInput } from "../../model/term-layout.js";
import type { MixedModel } from "../../model/types.js";

export interface ShrinkageArrow {
  readonly level: string;
  /** Within-level least squares, the rest of the model held at its estimates; by effect. */
  readonly own: readonly number[];
  /** The conditional modes. */
  readonly modes: readonly number[];
}

export interface ShrinkagePanel {
  readonly group: string;
  readonly effects: readonly string[];
  /** Levels whose rows do not tell all effects apart are left out. */
  readonly arrows: readonly ShrinkageArrow[];
}

/** A panel for each grouping factor. Throws UnsupportedError for a generalized model. */
export function shrinkage(fit: MixedModel): ShrinkagePanel[] {
  if (!(fit instanceof FittedLmm)) {
    throw new UnsupportedError("a shrinkage plot needs least squares within each level: linear models have it");
  }
  const { design } = fit.parts;
  const residuals = fit.residuals();
  const { factors } = engineInput(design);
  return Object.entries(fit.ranef()).map(([group, { names, levels, values }]) => {
    const { codes, columns } = factors[design.factors.findIndex(({ name }) => name === group)];
    const k = names.length;
    const cross = levels.map(() => new Float64Array(k * k));
    const right = levels.map(() => new Float64Array(k));
    for (let row = 0; row < design.nobs; row++) {
      const weight = design.weights?.[row] ?? 1;
      const z = columns.map((column) => column?.[row] ?? 1);
      const own = residuals[row] + z.reduce((sum, value, i) => sum + value * values[codes[row]][i], 0);
      z.forEach((value, i) => {
        right[codes[row]][i] += weight * value * own;
        z.forEach((other, j) => {
          cross[codes[row]][i + j * k] += weight * value * other;
        });
      });
    }
    const arrows = levels.flatMap((level, i) => {
      const own = linearSolve(k, cross[i], 1, right[i]);
      return own === null ? [] : [{ level, own: Array.from(own), modes: values[i] }];
    });
    return { group, effects: names, arrows };
  });
}
