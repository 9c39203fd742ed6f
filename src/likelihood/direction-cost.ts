// What is done besides factorizations, and counts where random terms have many columns.

interface FactorSize {
  readonly columnCount: number;
  readonly levelCount: number;
}

/**
 * Operations of an evaluation and its derivatives on the blocks of the levels, on the directions of so many coordinates and on
 * their Hessian, about.
 */
export function directionCost(coordinates: number, factors: readonly FactorSize[]): number {
  let entries = 0;
  let blocks = 0;
  for (const { columnCount: k, levelCount } of factors) {
    entries += k * k;
    blocks += levelCount * k * k * k;
  }
  return coordinates * (coordinates * coordinates + 16 * entries) + 8 * entries * entries + 6 * blocks;
}

/** The same of exact second derivatives of a linear model, which take fourth moments of the columns. */
export function exactDirectionCost(coordinates: number, factors: readonly FactorSize[]): number {
  let entries = 0;
  let cubes = 0;
  for (const { columnCount: k } of factors) {
    entries += k * k;
    cubes += k * k * k;
  }
  return 4 * (entries * entries + coordinates * cubes);
}
