// Names of coefficients taken apart into variables and what of them each coefficient is about.
import type { FitRecord } from "./fitting.js";

type Variables = FitRecord["report"]["design"]["variables"];

export interface CoefficientGroup {
  /** The variables, as "condition : group"; null for coefficients that need no heading. */
  readonly heading: string | null;
  /** Levels that the coefficients of treatment contrasts are compared with; empty for other contrasts. */
  readonly reference: string;
  /** Places in the table, and what is left of each name. */
  readonly rows: readonly { readonly index: number; readonly name: string }[];
}

/** The coefficients in their order, those of the same variables together where a factor is among them. */
export function coefficientGroups(
  names: readonly string[],
  variables: Variables,
  contrasts: Readonly<Record<string, string>>,
): CoefficientGroup[] {
  const groups: { heading: string | null; reference: string; rows: { index: number; name: string }[] }[] = [];
  names.forEach((name, index) => {
    const parts = partsOf(name, variables);
    const rests = parts?.map(({ rest }) => rest).filter((rest) => rest !== "") ?? [];
    const heading = parts === null || rests.length === 0 ? null : parts.map(({ label }) => label).join(" : ");
    const row = { index, name: heading === null ? name : rests.join(" : ") };
    const last = groups.at(-1);
    if (last !== undefined && last.heading === heading) last.rows.push(row);
    else {
      const isMain = heading !== null && parts?.length === 1;
      groups.push({ heading, reference: isMain ? referenceOf(heading, variables, contrasts) : "", rows: [row] });
    }
  });
  // Without an intercept a factor has all its levels, which are compared with nothing.
  for (const group of groups) if (group.rows.some(({ name }) => name === group.reference)) group.reference = "";
  return groups;
}

/** Each part is a variable and a level, or a number of a contrast; null where the name is of something else. */
function partsOf(name: string, variables: Variables): { label: string; rest: string }[] | null {
  for (const [label, variable] of Object.entries(variables)) {
    if (!name.startsWith(label)) continue;
    const behind = name.slice(label.length);
    const rests =
      variable.kind === "factor"
        ? [...variable.levels, ...(/^(?:\d+|\.[LQC]|\^\d+)/.exec(behind) ?? [])]
        : variable.suffixes;
    for (const rest of rests) {
      if (!behind.startsWith(rest)) continue;
      const after = behind.slice(rest.length);
      if (after === "") return [{ label, rest }];
      if (!after.startsWith(":")) continue;
      const others = partsOf(after.slice(1), variables);
      if (others !== null) return [{ label, rest }, ...others];
    }
  }
  return null;
}

function referenceOf(label: string, variables: Variables, contrasts: Readonly<Record<string, string>>): string {
  const variable = Object.hasOwn(variables, label) ? variables[label] : undefined;
  if (variable?.kind !== "factor" || variable.ordered) return "";
  return Object.hasOwn(contrasts, label) && contrasts[label] !== "treatment" ? "" : variable.levels[0];
}
