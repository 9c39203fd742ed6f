// Fits random generalized models, every family with every link, and says which are refused, do not converge, or lie above
// what five other starts, or glmmTMB, have found.
//   node scripts/generalized-starts.mjs designs SEED COUNT DESIGNS.json
//   Rscript scripts/generalized-starts/reference.R DESIGNS.json REFERENCE.json
//   node scripts/generalized-starts.mjs check SEED COUNT [REFERENCE.json or - [FROM]]
//   node scripts/generalized-starts.mjs sample SEED COUNT REFERENCE.json > test/fixtures/generalized-starts.json
import { readFileSync, writeFileSync } from "node:fs";
import { generalizedDesign, PAIRS } from "./designs.js";
import { judge, type ReferenceFit } from "./verdict.js";

/** Of 1 + |f|: what counts as above. */
const ABOVE = 1e-5;
/** Designs of each family and link in the sample. */
const SAMPLED = 2;

interface Reference {
  readonly versions: Readonly<Record<string, string>>;
  readonly fits: ReadonlyMap<number, ReferenceFit>;
}

const [command, seedText, countText, file, fromText = "0"] = process.argv.slice(2);
const seed = Number(seedText);
const indices = Array.from({ length: Number(countText) }, (_, i) => Number(fromText) + i);
if (command === "designs") writeFileSync(file, JSON.stringify(indices.map((i) => generalizedDesign(seed, i))));
else await compare(command === "sample");

async function compare(isSample: boolean): Promise<void> {
  const { versions, fits } = referenceOf();
  const table: Record<string, Record<string, number>> = {};
  const lines: string[] = [];
  const cases: object[] = [];
  const sampled: Record<string, number> = {};
  for (const index of indices) {
    const design = generalizedDesign(seed, index);
    const { family, link } = PAIRS[index % PAIRS.length];
    const key = `${family} ${link}`;
    const reference = fits.get(index);
    const { outcome, words, best, objective, above, hasPeer } = await judge(design, reference);
    table[key] ??= { designs: 0, peer: 0, refused: 0, "not converged": 0, "above, converged": 0, "above, not": 0 };
    const row = table[key];
    const isAbove = above > ABOVE;
    row.designs++;
    if (hasPeer) row.peer++;
    if (outcome !== "converged") row[outcome]++;
    if (isAbove) row[outcome === "converged" ? "above, converged" : "above, not"]++;
    const told = `${index} ${key} ${design.formula}: ${outcome}, ${objective ?? words}`;
    if (isAbove || outcome === "refused") lines.push(`${told}; others ${best}`);
    if (reference === undefined || !hasPeer || outcome !== "converged" || isAbove) continue;
    sampled[key] = (sampled[key] ?? 0) + 1;
    if (sampled[key] <= SAMPLED) cases.push({ index, family, link, objective: reference.objective });
  }
  if (isSample) return console.log(JSON.stringify({ versions, seed, cases }, null, 1));
  console.table(table);
  console.log(lines.join("\n"));
}

/** None where no file is given, or "-". */
function referenceOf(): Reference {
  if (file === undefined || file === "-") return { versions: {}, fits: new Map() };
  const { fits, ...versions } = JSON.parse(readFileSync(file, "utf8"));
  const found = (fits as (ReferenceFit | { error: string })[]).flatMap((fit) =>
    "beta" in fit && Number.isFinite(fit.objective) ? [[fit.index, fit] as const] : [],
  );
  return { versions, fits: new Map(found) };
}
