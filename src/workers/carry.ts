// Functions and signals in the arguments of a call, which no clone carries: taken out on one side, put back on the other.
import type { Carried } from "./calls.js";

type Path = readonly (string | number)[];
type Callback = (...args: unknown[]) => void;

export interface Packed {
  readonly args: readonly unknown[];
  readonly carried: readonly Carried[];
  /** By index in `carried`. */
  readonly callbacks: readonly (Callback | null)[];
  readonly signals: readonly AbortSignal[];
}

/** Arguments, and plain objects among them, without their functions and signals. */
export function pack(args: readonly unknown[]): Packed {
  const carried: Carried[] = [];
  const callbacks: (Callback | null)[] = [];
  const signals: AbortSignal[] = [];
  const take = (value: unknown, path: Path): unknown => {
    if (typeof value === "function") {
      carried.push({ kind: "callback", path });
      callbacks.push(value as Callback);
      return undefined;
    }
    if (value instanceof AbortSignal) {
      carried.push({ kind: "signal", path });
      callbacks.push(null);
      signals.push(value);
      return undefined;
    }
    if (path.length > 1 || !isPlain(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, take(entry, [...path, name])]));
  };
  return { args: args.map((value, i) => take(value, [i])), carried, callbacks, signals };
}

/** The arguments as they were: `callback` gives the function for an index, `signal` is that of the whole call. */
export function unpack(
  args: readonly unknown[],
  carried: readonly Carried[],
  callback: (index: number) => Callback,
  signal: AbortSignal,
): unknown[] {
  const out = args.map((value) => (isPlain(value) ? { ...value } : value));
  carried.forEach(({ kind, path: [first, name] }, index) => {
    const value = kind === "callback" ? callback(index) : signal;
    if (name === undefined) out[first as number] = value;
    else Object.defineProperty(out[first as number] as object, name, { value, enumerable: true });
  });
  return out;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
