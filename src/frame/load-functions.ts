// Functions of formulas that most formulas do without: loaded where a text names one.
import type { FurtherFunction } from "./function-kit.js";

export const FURTHER_NAMES: readonly string[] =
  "mean sd median min max range quantile rank cut ns bs interaction C seq round pmin pmax ifelse relevel dummy poly".split(
    " ",
  );

let known: Readonly<Record<string, FurtherFunction>> = {};

/** Before anything is evaluated that may call them. */
export function useFunctions(functions: Readonly<Record<string, FurtherFunction>>): void {
  known = functions;
}

/** A function, or an operator; undefined where there is none, or none has been loaded. */
export const furtherFunction = (name: string): FurtherFunction | undefined =>
  Object.hasOwn(known, name) ? known[name] : undefined;

/** Loads them where the formula or an option may call one. */
export async function loadFunctions(formula: unknown, options: object | null): Promise<void> {
  const calls = new RegExp(`%|\\d\\s*:|\\b(${FURTHER_NAMES.join("|")})\\s*\\(`);
  const mayCall = (given: unknown) => (typeof given === "string" ? calls.test(given) : isExpression(given));
  if (known.ns || ![formula, ...Object.values(options ?? {})].some(mayCall)) return;
  useFunctions((await import("./further-functions.js")).furtherFunctions);
}

const isExpression = (given: unknown) => typeof given === "object" && given !== null && "kind" in given;
