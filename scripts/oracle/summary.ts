// Counts of what dense matrices say of many fits.
import { ALLOWED, type Verdict } from "./verdict.js";

const COUNTS: Readonly<Record<string, (verdict: Verdict) => boolean>> = {
  designs: () => true,
  refused: ({ outcome }) => outcome === "refused",
  "raw errors": ({ outcome }) => outcome === "raw",
  "without a maximum, by dense matrices": ({ outcome, hasMaximum }) => outcome !== "refused" && !hasMaximum,
  "  said so, at a local maximum": ({ outcome, hasMaximum, converged }) =>
    outcome === "unbounded" && !hasMaximum && converged,
  "  said so, no local maximum found": ({ outcome, hasMaximum, converged }) =>
    outcome === "unbounded" && !hasMaximum && !converged,
  "    where there is a bounded one": ({ outcome, hasMaximum, hasBounded, converged }) =>
    outcome === "unbounded" && !hasMaximum && !converged && hasBounded,
  "withheld: not converged": ({ outcome }) => outcome === "not converged",
  "withheld: said to have none, not shown": ({ outcome, hasMaximum }) => outcome === "unbounded" && hasMaximum,
  certified: ({ outcome }) => outcome === "certified",
  "not finite without a warning": ({ silent }) => silent.length > 0,
  "certified, objective not that of its theta": ({ outcome, mismatch }) =>
    outcome === "certified" && mismatch > ALLOWED.mismatch,
  "certified, above a bounded point": isAbove,
};

const GROUPS: Readonly<Record<string, (verdict: Verdict) => boolean>> = {
  "1 par": ({ extreme, parameters }) => extreme === null && parameters === 1,
  "2, 3": ({ extreme, parameters }) => extreme === null && (parameters === 2 || parameters === 3),
  "4 to 6": ({ extreme, parameters }) => extreme === null && parameters > 3 && parameters <= 6,
  "7 up": ({ extreme, parameters }) => extreme === null && parameters > 6,
  extreme: ({ extreme }) => extreme !== null,
  all: () => true,
};

/** Whether a certified fit is above another bounded point. */
export function isAbove({ outcome, above }: Verdict): boolean {
  return outcome === "certified" && above > ALLOWED.above;
}

/** A table of counts by number of parameters; those of designs that were refused are not known. */
export function summary(verdicts: readonly Verdict[]): string {
  const width = 44;
  const head = `${"".padEnd(width)}${Object.keys(GROUPS)
    .map((name) => name.padStart(9))
    .join("")}`;
  const lines = Object.entries(COUNTS).map(([name, counts]) => {
    const cells = Object.values(GROUPS).map((group) => verdicts.filter((one) => group(one) && counts(one)).length);
    return `${name.padEnd(width)}${cells.map((cell) => String(cell).padStart(9)).join("")}`;
  });
  return [head, ...lines].join("\n");
}
