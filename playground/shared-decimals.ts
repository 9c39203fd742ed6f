// Numbers of one column in one precision, with the signs of print.

const MOST_DECIMALS = 6;
const LARGEST = 1e7;

/** Writes numbers so that the smallest of `units` (standard errors) has two digits, three within two decimals. */
export function sharedWriter(units: readonly number[], values: readonly number[]): (value: number) => string {
  const finite = units.filter((unit) => Number.isFinite(unit) && unit > 0);
  const smallest = finite.length === 0 ? 0.1 : Math.min(...finite);
  const two = 1 - Math.floor(Math.log10(smallest));
  const decimals = Math.max(0, two, Math.min(2, two + 1));
  const largest = Math.max(0, ...values.filter(Number.isFinite).map(Math.abs));
  if (decimals > MOST_DECIMALS || largest >= LARGEST) return (value) => signed(value, (size) => size.toExponential(3));
  return (value) => signed(value, (size) => size.toFixed(decimals));
}

/** With so many decimals. */
export function fixed(value: number, decimals: number): string {
  return signed(value, (size) => size.toFixed(decimals));
}

/** As papers have it: .032, and < .001 for what is less. */
export function pText(p: number): string {
  if (Number.isNaN(p)) return "–";
  if (p < 0.001) return "< .001";
  return p > 0.9995 ? "> .999" : p.toFixed(3).replace(/^0/, "");
}

function signed(value: number, write: (size: number) => string): string {
  if (Number.isNaN(value)) return "–";
  const text = Number.isFinite(value) ? write(Math.abs(value)) : "∞";
  return value < 0 && /[1-9∞]/.test(text) ? `−${text}` : text;
}
