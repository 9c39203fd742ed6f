// Whether a fit names just those coefficients that run away.
import { glmm, type Warning } from "../../src/index.js";
import type { SeparationCase } from "./separation-case.js";

const ENDLESS = ["W_SEPARATION", "W_UNDETERMINED"];

/** What a fit says wrongly of a case, null where it is right. */
export async function separationFault({
  formula,
  data,
  options,
  truth,
  moved,
}: SeparationCase): Promise<string | null> {
  let warnings: readonly Warning[];
  try {
    ({ warnings } = await glmm(formula, data, options));
  } catch (error) {
    return `refused: ${String(error)}`;
  }
  const found = warnings.find(({ code }) => ENDLESS.includes(code));
  if (found === undefined) return truth === null ? null : "silent";
  const named = [...found.message.matchAll(/"([^"]+)" runs to ([a-z ]+) \(/g)].map(
    (match) => `${match[1]} ${match[2]}`,
  );
  const right = [...(truth ?? [])].map(([name, end]) => `${name} ${end}`);
  const rows = Number(/^\S+ separation: in (?:all )?(\d+) /.exec(found.message)?.[1]);
  return String(named) === String(right) && rows === moved
    ? null
    : `${found.message} INSTEAD OF ${right}, ${moved} rows`;
}
