// Coefficients that run away: directions of β in which the likelihood of some rows rises for ever and that of none falls,
// which the data alone decide (Konis 2007).
import type { Design } from "../../design/design.js";
import { recessionCone } from "../../math/recession-cone.js";

export interface Separation {
  /** Names of the coefficients, each with the sign of the infinity that it runs to, 0 where either may be. */
  readonly runaways: readonly { readonly name: string; readonly column: number; readonly sign: 1 | 0 | -1 }[];
  /** Rows whose response the directions predict without doubt. */
  readonly rows: number;
}

export interface SeparationInput {
  readonly design: Design;
  readonly kept: readonly number[];
  /** Prior weights times trials; null means ones. */
  readonly weights: Float64Array | null;
  /** +1 or −1 for a response whose likelihood rises with η, or with −η, without end; 0 for others. */
  edge(y: number): number;
}

/** What runs away, or null. */
export function separation({ design, kept, weights, edge }: SeparationInput): Separation | null {
  const { fixed, response } = design;
  const columns = kept.map((column) => fixed.columns[column]);
  const cone = recessionCone(columns, (row) => (weights?.[row] === 0 ? null : edge(response[row])));
  if (cone === null) return null;
  const runaways = kept.flatMap((place, column) => {
    if (!cone.up[column] && !cone.down[column]) return [];
    const sign: 1 | 0 | -1 = cone.up[column] && cone.down[column] ? 0 : cone.up[column] ? 1 : -1;
    return [{ name: fixed.names[place], column, sign }];
  });
  return { runaways, rows: cone.moves.filter((moves) => moves).length };
}
