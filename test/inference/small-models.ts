// Small models of every shape, with precision weights and offset, for comparisons with n × n matrices.
import { type LiveFit, lmm } from "../../src/index.js";
import { withExactCost } from "../support/exact-cost.js";
import { normals, uniforms } from "../support/random-designs.js";

interface SmallModel {
  readonly title: string;
  readonly formula: string;
  readonly options?: { readonly reml?: boolean; readonly weights?: string; readonly offset?: string };
}

export const smallModels: readonly SmallModel[] = [
  { title: "one factor, REML", formula: "y ~ x + f + (1 | g)" },
  { title: "one factor with slopes, ML", formula: "y ~ x * f + (1 + x | g)", options: { reml: false } },
  { title: "two crossed factors, weights", formula: "y ~ x + f + (1 + x | g) + (1 | h)", options: { weights: "w" } },
  {
    title: "two crossed factors, ML, offset",
    formula: "y ~ x + (1 | g) + (1 | h)",
    options: { reml: false, offset: "x2" },
  },
  { title: "two terms of one factor", formula: "y ~ x + x2 + (1 | g) + (0 + x | g) + (1 | h)" },
  {
    title: "independent columns and a nested factor",
    formula: "y ~ f + x + diag(1 + x | g) + (1 | g:f)",
    options: { weights: "w" },
  },
];

/** 54 rows: 9 levels of g and 6 of h, each crossed once, f within them, real variances everywhere. */
export function smallData(): Record<string, number[] | string[]> {
  const normal = normals(41);
  const uniform = uniforms(7);
  const g = Array.from({ length: 54 }, (_, i) => i % 9);
  const h = Array.from({ length: 54 }, (_, i) => Math.floor(i / 9));
  const x = g.map(() => normal());
  const byG = Array.from({ length: 9 }, () => [1.4 * normal(), 0.9 * normal()]);
  const byH = Array.from({ length: 6 }, () => 3 * normal());
  const f = g.map((_, i) => ["a", "b", "c"][(i + Math.floor(i / 5)) % 3]);
  const byCell = new Map(g.flatMap((level) => ["a", "b", "c"].map((name) => [`${level}${name}`, normal()] as const)));
  const y = g.map((level, i) => {
    const cell = byCell.get(`${level}${f[i]}`) ?? 0;
    return 5 + x[i] + byG[level][0] + byG[level][1] * x[i] + byH[h[i]] + cell + 0.7 * normal();
  });
  const letters = (codes: number[], name: string) => codes.map((code) => `${name}${code}`);
  return {
    y,
    x,
    x2: g.map(() => normal()),
    f,
    g: letters(g, "g"),
    h: letters(h, "h"),
    w: g.map(() => 0.4 + uniform()),
  };
}

/** A grouping factor of four levels whose means of the fit's residuals are all but equal, so that its variance is zero. */
export function idleFactor(fit: LiveFit): string[] {
  const residuals = fit.residuals();
  const order = Array.from(residuals.keys()).sort((i, j) => residuals[i] - residuals[j]);
  const levels: string[] = [];
  order.forEach((row, rank) => {
    levels[row] = `z${rank % 8 < 4 ? rank % 4 : 3 - (rank % 4)}`;
  });
  return levels;
}

/** With `exactCost`, questions to the fit find that exact second derivatives cost that many evaluations. */
export async function fitSmall(
  { formula, options }: SmallModel,
  { exactCost }: { readonly exactCost?: number } = {},
): Promise<LiveFit> {
  const fit = await lmm(formula, smallData(), options);
  if (exactCost !== undefined) withExactCost(fit.live.likelihood.lend(fit.live.estimates), exactCost);
  return fit;
}

/** Unit rows, and one that mixes all coefficients. */
export function someRows(fit: LiveFit): number[][] {
  const units = Array.from({ length: fit.rank }, (_, i) =>
    Array.from({ length: fit.rank }, (_, j) => (i === j ? 1 : 0)),
  );
  return [...units, Array.from({ length: fit.rank }, (_, i) => 1 - 0.7 * i)];
}
