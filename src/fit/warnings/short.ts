// Numbers within sentences.

/** Three digits; a power of ten from 100,000 on. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return "infinite";
  const text = value.toPrecision(3);
  return Math.abs(value) < 1e5 ? String(Number(text)) : text.replace("e+", "e");
}
