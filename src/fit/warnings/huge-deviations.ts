// Columns of X or Z in whose rows a part of the linear predictor may be anything.

/**
 * The columns in whose rows, those where they are not zero, the standard deviation of x'λu is beyond a limit in more
 * than a share of them: a row far out may have any. A column of null is one of ones; λ is k × k, column-major.
 */
export function hugeDeviations(
  columns: readonly (Float64Array | null)[],
  lambda: Float64Array,
  limit: number,
  share: number,
): { readonly column: number; readonly sd: number }[] {
  const k = columns.length;
  const sizes = columns.map((_, c) => length(k, (u) => lambda[c + u * k]));
  const bound = columns.reduce((sum, values, c) => sum + sizes[c] * (values === null ? 1 : reach(values)), 0);
  if (!(bound > limit)) return [];
  const rows = columns.find((values) => values !== null)?.length ?? 1;
  const deviations = Float64Array.from({ length: rows }, (_, i) =>
    length(k, (u) => columns.reduce((sum, values, c) => sum + (values?.[i] ?? 1) * lambda[c + u * k], 0)),
  );
  return columns.flatMap((values, column) => {
    const own = deviations.filter((_, i) => values === null || values[i] !== 0).sort();
    const sd = own[Math.floor((1 - share) * own.length)];
    return sizes[column] > 0 && sd > limit ? [{ column, sd }] : [];
  });
}

/** The largest of absolute values. */
export function reach(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function length(count: number, entry: (at: number) => number): number {
  let sum = 0;
  for (let at = 0; at < count; at++) {
    const value = entry(at);
    sum += value * value;
  }
  return Math.sqrt(sum);
}
