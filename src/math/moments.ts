// Mean and spread of a column, NaN left out.

export function mean(x: Float64Array): number {
  let result = 0;
  for (let pass = 0; pass < 2; pass++) {
    let sum = 0;
    let count = 0;
    for (let i = 0; i < x.length; i++) {
      if (Number.isNaN(x[i])) continue;
      sum += x[i] - result;
      count++;
    }
    if (count > 0) result += sum / count;
  }
  return result;
}

/** Around `shift`, over n − 1, as R has it. */
export function rootMeanSquare(x: Float64Array, shift: number): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i])) continue;
    sum += (x[i] - shift) * (x[i] - shift);
    count++;
  }
  return Math.sqrt(sum / Math.max(1, count - 1));
}
