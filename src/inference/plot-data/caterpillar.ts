// Conditional modes with their intervals, in order: what a caterpillar plot shows.
import type { MixedModel } from "../../model/types.js";

export interface CaterpillarRow {
  readonly level: string;
  readonly mode: number;
  readonly lower: number;
  readonly upper: number;
}

export interface CaterpillarPanel {
  readonly group: string;
  readonly effect: string;
  /** By increasing mode. */
  readonly rows: readonly CaterpillarRow[];
}

/** A panel for each random effect; modes ± 1.96 conditional standard deviations, as lme4's dotplot(). */
export function caterpillar(fit: MixedModel): CaterpillarPanel[] {
  return Object.entries(fit.ranef()).flatMap(([group, { names, levels, values, condVar }]) =>
    names.map((effect, column) => {
      const rows = levels.map((level, i) => {
        const mode = values[i][column];
        const reach = 1.96 * Math.sqrt(condVar[i][column][column]);
        return { level, mode, lower: mode - reach, upper: mode + reach };
      });
      return { group, effect, rows: rows.sort((a, b) => a.mode - b.mode) };
    }),
  );
}
