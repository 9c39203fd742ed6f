// Sample quantiles.

/** Quantiles by linear interpolation between order statistics (R's type 7); NaN values are left out. */
export function quantiles(values: Float64Array, probabilities: readonly number[]): number[] {
  const sorted = values.filter((x) => !Number.isNaN(x)).sort();
  return probabilities.map((probability) => {
    const position = probability * (sorted.length - 1);
    const below = Math.floor(position);
    const low = sorted[below] ?? Number.NaN;
    const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
    return position === below ? low : low + (position - below) * (high - low);
  });
}
