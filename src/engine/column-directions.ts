import type { ColumnDirection, Direction } from "./types.js";

/** A direction as the columns that it moves, one after the other. */
export function columnsOf(direction: Direction): readonly ColumnDirection[] {
  if (!("matrix" in direction)) return [direction];
  const { factor, matrix } = direction;
  const k = Math.round(Math.sqrt(matrix.length));
  return Array.from({ length: k }, (_, column) => {
    return { factor, column, vector: matrix.subarray(column * k, (column + 1) * k) };
  });
}
