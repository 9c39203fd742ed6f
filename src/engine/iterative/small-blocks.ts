// Products of a level's small block with its rows in a panel; blocks are k × k and column-major, one level after the other.

/** Rows of one level: out += B x, or B'x. `at` is the first entry of the block, `row` of the panel's rows. */
export function addProduct(
  k: number,
  width: number,
  blocks: Float64Array,
  at: number,
  x: Float64Array,
  row: number,
  out: Float64Array,
  to: number,
  transposed = false,
): void {
  for (let b = 0; b < k; b++) {
    for (let a = 0; a < k; a++) {
      const value = transposed ? blocks[at + b + a * k] : blocks[at + a + b * k];
      if (value === 0) continue;
      const from = row + b * width;
      const place = to + a * width;
      for (let c = 0; c < width; c++) out[place + c] += value * x[from + c];
    }
  }
}

/** out += B_j x_j of every level; of one block for all levels where `common` says so. */
export function addProducts(
  k: number,
  width: number,
  levels: number,
  blocks: Float64Array,
  x: Float64Array,
  out: Float64Array,
  { common = false, transposed = false }: { common?: boolean; transposed?: boolean } = {},
): void {
  for (let level = 0, row = 0; level < levels; level++, row += k * width) {
    addProduct(k, width, blocks, common ? 0 : level * k * k, x, row, out, row, transposed);
  }
}

/** x := R⁻¹x of every level's lower triangle R, or R⁻ᵀx. */
export function solveTriangles(
  k: number,
  width: number,
  levels: number,
  triangles: Float64Array,
  x: Float64Array,
  transposed = false,
): void {
  for (let level = 0; level < levels; level++) {
    const at = level * k * k;
    const row = level * k * width;
    for (let step = 0; step < k; step++) {
      const a = transposed ? k - 1 - step : step;
      const own = row + a * width;
      for (let b = transposed ? a + 1 : 0; b < (transposed ? k : a); b++) {
        const value = transposed ? triangles[at + b + a * k] : triangles[at + a + b * k];
        const from = row + b * width;
        for (let c = 0; c < width; c++) x[own + c] -= value * x[from + c];
      }
      const pivot = triangles[at + a + a * k];
      for (let c = 0; c < width; c++) x[own + c] /= pivot;
    }
  }
}
