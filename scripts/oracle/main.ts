// Judges random designs, or those of a file, and prints what is wrong:
//   node scripts/oracle.mjs [--seed 1] [--count 100] [--from 0] [--extremes 0.08] [--starts 6] [--bound 50]
//                           [--cases FILE] [--out FILE] [--quiet]
// --out writes the designs with a finding, as --cases reads them.
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Case, randomCase } from "./random-case.js";
import { summary } from "./summary.js";
import { ALLOWED, judge, type Verdict } from "./verdict.js";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "100" },
    from: { type: "string", default: "0" },
    extremes: { type: "string", default: "0.08" },
    starts: { type: "string", default: "6" },
    bound: { type: "string", default: "50" },
    cases: { type: "string" },
    out: { type: "string" },
    quiet: { type: "boolean", default: false },
  },
});

const effort = { random: Number(values.starts), bound: Number(values.bound) };
const findings: (Case & Pick<Verdict, "objective" | "above">)[] = [];
const verdicts: Verdict[] = [];
for (const design of designs()) {
  const verdict = await judge(design, effort);
  verdicts.push(verdict);
  const line = finding(verdict);
  if (line === null) continue;
  findings.push({ ...design, objective: verdict.objective, above: verdict.above });
  if (!values.quiet)
    console.log(`${verdict.id} ${verdict.extreme ?? ""} ${design.reml ? "REML" : "ML"} ${design.formula}\n    ${line}`);
}
console.log(summary(verdicts));
if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(findings)}\n`);

function* designs(): Generator<Case> {
  if (values.cases !== undefined) {
    for (const given of JSON.parse(readFileSync(values.cases, "utf8")) as Case[])
      yield { ...given, extreme: given.extreme ?? null };
    return;
  }
  const first = Number(values.from);
  for (let i = 0; i < Number(values.count); i++) {
    yield randomCase(Number(values.seed), first + i, { extremes: Number(values.extremes) });
  }
}

/** What is wrong with a fit, or null. */
function finding(verdict: Verdict): string | null {
  const { outcome, words, silent, mismatch, above, theta, lower, objective, converged, hasMaximum, hasBounded } =
    verdict;
  if (outcome === "raw") return words;
  if (outcome === "refused") return words.startsWith("DesignError") ? null : words;
  const found = [
    ...(silent.length > 0 ? [`not finite without a warning: ${silent.join(", ")}`] : []),
    ...(mismatch > ALLOWED.mismatch
      ? [`objective differs from that of its theta by ${mismatch.toExponential(1)}`]
      : []),
    ...(above > ALLOWED.above ? [`${(above * (1 + Math.abs(objective))).toPrecision(3)} above ${short(lower)}`] : []),
    ...(outcome === "not converged" ? [`not converged`] : []),
    ...(outcome === "unbounded" && hasMaximum ? [`said to have no maximum, not shown`] : []),
    ...(outcome === "unbounded" && !converged && hasBounded ? [`a bounded minimum was not found`] : []),
  ];
  return found.length === 0 ? null : `${outcome} at ${short(theta)}: ${found.join("; ")} ${words}`;
}

function short(x: Float64Array | null): string {
  return `[${[...(x ?? [])].map((value) => Number(value.toPrecision(4))).join(", ")}]`;
}
