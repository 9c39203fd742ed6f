// Numbers → their positions among the distinct ones, for millions of rows.

/** Each number's position in `distinct`, which is ascending; -1 for NaN. */
export function rankNumbers(values: Float64Array): { codes: Int32Array; distinct: Float64Array } {
  return rankIntegers(values) ?? rankBySorting(values);
}

/** By a table over the range, where all are integers close enough together; else null. */
function rankIntegers(values: Float64Array): { codes: Int32Array; distinct: Float64Array } | null {
  let least = Infinity;
  let greatest = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value !== Math.floor(value)) {
      if (Number.isNaN(value)) continue;
      return null;
    }
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  if (least === Infinity || !(greatest - least < 4 * values.length + 1024)) return null;
  const position = new Int32Array(greatest - least + 1);
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) position[values[i] - least] = 1;
  const distinct: number[] = [];
  for (let k = 0; k < position.length; k++) if (position[k] === 1) position[k] = distinct.push(k + least);
  const codes = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) codes[i] = Number.isNaN(values[i]) ? -1 : position[values[i] - least] - 1;
  return { codes, distinct: Float64Array.from(distinct) };
}

function rankBySorting(values: Float64Array): { codes: Int32Array; distinct: Float64Array } {
  const sorted = withoutRuns(values).sort();
  let count = 0;
  // `===` rather than typed-array order, which would tell -0 from 0; NaN come last.
  for (let i = 0; i < sorted.length && !Number.isNaN(sorted[i]); i++) {
    if (count === 0 || sorted[i] !== sorted[count - 1]) sorted[count++] = sorted[i];
  }
  const distinct = sorted.slice(0, count);
  const codes = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    if (i > 0 && values[i] === values[i - 1]) codes[i] = codes[i - 1];
    else codes[i] = Number.isNaN(values[i]) ? -1 : search(distinct, values[i]);
  }
  return { codes, distinct };
}

/** The values that differ from the one before: few where rows come group by group. */
function withoutRuns(values: Float64Array): Float64Array {
  const kept = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (i === 0 || values[i] !== values[i - 1]) kept[count++] = values[i];
  return kept.subarray(0, count);
}

function search(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
