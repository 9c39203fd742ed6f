// Values that are hardly ever right, and what must hold of whatever is done with them.
import type { uniformInt } from "pure-rand/distribution/uniformInt";
import { EngineBugError, FactorizationError, MixedModelError } from "../../src/errors.js";

export type Source = Parameters<typeof uniformInt>[0];

export const WRONG: readonly (() => unknown)[] = [
  () => null,
  () => undefined,
  () => Number.NaN,
  () => -1,
  () => 0,
  () => 0.5,
  () => 3,
  () => 1e9,
  () => 2 ** 53,
  () => 1e-300,
  () => 1e300,
  () => Number.POSITIVE_INFINITY,
  () => Number.NEGATIVE_INFINITY,
  () => "",
  () => "nonsense",
  () => "__proto__",
  () => "toString",
  () => "1",
  () => true,
  () => false,
  () => [],
  () => ({}),
  () => [null],
  () => [Number.NaN],
  () => ["x", "x"],
  () => [1, 2, 3],
  () => [[]],
  () => [[1], [2, 3]],
  () => new Array(3),
  () => ({ a: 1 }),
  () => ({ x: [1, 2], y: "b" }),
  () => ({ rows: [], points: [], parameters: [], columns: [], length: 2 }),
  () => ({ rows: [null], points: [{}], parameters: [{}], columns: [{}], warnings: [null] }),
  () => new Map([["x", 1]]),
  () => new Set([1]),
  () => new Date(0),
  () => /x/,
  () => new Float64Array(3),
  () => new Float64Array(60).fill(Number.NaN),
  () => new Int32Array(60).fill(-7),
  () => new BigInt64Array(2),
  () => new DataView(new ArrayBuffer(8)),
  () => Symbol("s"),
  () => 10n,
  () => () => 1,
  () => () => {
    throw new Error("of the caller");
  },
  () => Promise.resolve(1),
  () => Object.create(null),
  () => new Proxy({}, {}),
  () => AbortSignal.abort(),
  () => new Error("x"),
  () => new URL("file:///nowhere.js"),
  () => class {},
  () => detached(),
  () => Object.freeze({ x: Number.NaN }),
  () =>
    new (class Odd {
      get x(): never {
        throw new Error("of the caller");
      }
    })(),
];

/** A typed array whose memory has gone to somebody else. */
function detached(): Float64Array {
  const array = new Float64Array(4);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

/** What is wrong with how a call ended, by its kind; null for an answer and for a typed error. */
export async function rawError(call: () => unknown): Promise<string | null> {
  try {
    await call();
    return null;
  } catch (error) {
    const isTyped = error instanceof MixedModelError;
    if (isTyped && !(error instanceof EngineBugError) && !(error instanceof FactorizationError)) return null;
    if (error instanceof Error && error.message === "of the caller") return null;
    return error instanceof Error ? (error.stack ?? String(error)) : String(error);
  }
}

/** Whether a number within a value, or the text of one, is NaN. */
export function holdsNaN(value: unknown, seen = new Set<object>()): boolean {
  if (typeof value === "number") return Number.isNaN(value);
  if (typeof value === "string") return /\bNaN\b/.test(value);
  if (typeof value !== "object" || value === null || seen.has(value)) return false;
  seen.add(value);
  if (("error" in value && value.error !== null) || ("problem" in value && value.problem !== null)) return false;
  if (ArrayBuffer.isView(value)) return value instanceof Float64Array && value.some(Number.isNaN);
  const inner =
    value instanceof Map ? [...value.values()] : "live" in value ? [value.toString()] : Object.values(value);
  return inner.some((entry) => holdsNaN(entry, seen));
}

export function valueText(value: unknown): string {
  const text = typeof value === "function" ? "a function" : Object.prototype.toString.call(value).slice(8, -1);
  try {
    return `${text} ${JSON.stringify(value)?.slice(0, 60) ?? String(value)}`;
  } catch {
    return text;
  }
}
