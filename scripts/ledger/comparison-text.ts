// A comparison of two collections as a person reads it.
import type { Comparison, KeyDifference } from "./differences.js";

/** Of each key, so many places that are not numbers. */
const PLACES = 5;
const MISSING = 20;

export function comparisonText({ keys, onlyBefore, onlyAfter }: Comparison, commit: string): string {
  const changed = keys.filter((key) => key.changed.length > 0);
  const same = keys.length - changed.length;
  return [
    ...changed.flatMap(keyLines),
    `${same} of ${keys.length} keys are the same in all cases`,
    ...missingLines(onlyBefore, `only in ${commit}`),
    ...missingLines(onlyAfter, "only here"),
  ].join("\n");
}

function keyLines({ key, cases, changed, largest, others }: KeyDifference): string[] {
  const size = largest === null ? "no number" : `numbers by up to ${largest.size.toExponential(1)} relative`;
  return [
    `${key}: different in ${changed.length} of ${cases} cases, ${size}`,
    ...(largest === null ? [] : [`    ${largest.where}: ${largest.what}`]),
    ...others.slice(0, PLACES).map((place) => `    ${place}`),
    ...(others.length > PLACES ? [`    and ${others.length - PLACES} more`] : []),
  ];
}

function missingLines(names: readonly string[], where: string): string[] {
  const more = names.length > MISSING ? [`    and ${names.length - MISSING} more`] : [];
  return names.length === 0 ? [] : [`${where}:`, ...names.slice(0, MISSING).map((name) => `    ${name}`), ...more];
}
