// The frame of a matrix in which it is lower triangular.

/** Turns the columns of a k × k matrix until it is lower triangular with a diagonal that is not negative, and those of another with them. */
export function toLowerFrame(k: number, matrix: Float64Array, other: Float64Array): void {
  for (let i = 0; i < k; i++) {
    for (let j = i + 1; j < k; j++) {
      const [x, y] = [matrix[i + i * k], matrix[i + j * k]];
      const length = Math.sqrt(x * x + y * y);
      if (length === 0) continue;
      for (const values of [matrix, other]) {
        for (let row = 0; row < k; row++) {
          const [left, right] = [values[row + i * k], values[row + j * k]];
          values[row + i * k] = (x * left + y * right) / length;
          values[row + j * k] = (x * right - y * left) / length;
        }
      }
    }
    if (matrix[i + i * k] >= 0) continue;
    for (const values of [matrix, other]) for (let row = 0; row < k; row++) values[row + i * k] = -values[row + i * k];
  }
}
