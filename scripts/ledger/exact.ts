// Values as JSON text that keeps every bit, and hashes of it.
import { createHash } from "node:crypto";

const DIGITS = 16;

/** JSON in which numbers that JSON does not have are texts behind "#", and typed arrays tell what they are. */
export function exactText(value: unknown): string {
  return JSON.stringify(written(value));
}

export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, DIGITS);
}

function written(value: unknown): unknown {
  if (typeof value === "number") {
    if (Object.is(value, -0)) return "#-0";
    return Number.isFinite(value) ? value : `#${value}`;
  }
  if (typeof value === "string") return value.startsWith("#") ? `#${value}` : value;
  if (value === undefined) return "#undefined";
  if (value === null || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(written);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const entries = Array.from(value as Float64Array, written);
    return { [`#${value.constructor.name}`]: entries };
  }
  if (value instanceof Map) return { "#Map": Array.from(value, (entry) => entry.map(written)) };
  const parent = Object.getPrototypeOf(value);
  if (typeof value !== "object" || (parent !== Object.prototype && parent !== null)) {
    throw new Error(`the ledger cannot hold ${String(value)}`);
  }
  const present = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(present.map(([key, entry]) => [key, written(entry)]));
}
