// Dates as text that sorts as they do.

/** Before it, workbooks have times without a date. */
const FIRST_YEAR = 1905;

/** `2024-03-27`, or with a time of day `2024-03-27T10:30:00`. */
export function isoDate(date: Date, hasTime: boolean): string {
  if (Number.isNaN(date.getTime())) return "";
  const text = date.toISOString();
  if (!hasTime) return text.slice(0, 10);
  const whole = text.endsWith(".000Z") ? text.slice(0, -5) : text.slice(0, -1);
  return date.getUTCFullYear() < FIRST_YEAR ? whole.slice(11) : whole;
}

/** Whether a date is not at the beginning of a day. */
export function hasTimeOfDay(date: Date): boolean {
  return date.getTime() % 86_400_000 !== 0;
}

/** The cells with dates among them as text, all with a time of day where one has it. */
export function withIsoDates(cells: readonly unknown[]): unknown[] {
  const hasTime = cells.some((cell) => cell instanceof Date && hasTimeOfDay(cell));
  return cells.map((cell) => (cell instanceof Date ? isoDate(cell, hasTime) || null : cell));
}
