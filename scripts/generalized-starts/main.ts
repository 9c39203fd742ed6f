// Fits random generalized models, every family with every link, and says where others found a lower objective.
//   node scripts/generalized-starts.mjs designs SEED COUNT DESIGNS.json
//   Rscript scripts/generalized-starts/reference.R DESIGNS.json REFERENCE.json
//   node scripts/generalized-starts.mjs check SEED COUNT REFERENCE.json
//   node scripts/generalized-starts.mjs sample SEED COUNT REFERENCE.json > test/fixtures/generalized-starts.json
import { readFileSync, writeFileSync } from "node:fs";
import { generalizedDesign, PAIRS } from "./designs.js";
import { judge, type ReferenceFit } from "./verdict.js";

/** Of 1 + |f|: what counts as above. */
const ABOVE = 1e-5;
/** Designs of each family and link in the sample. */
const SAMPLED = 2;

const [command, seedText, countText, file] = process.argv.slice(2);
const seed = Number(seedText);
const indices = Array.from({ length: Number(countText) }, (_, i) => i);
if (command === "designs") writeFileSync(file, JSON.stringify(indices.map((i) => generalizedDesign(seed, i))));
else await compare(command === "sample");

async function compare(isSample: boolean): Promise<void> {
  const { fits, ...versions } = JSON.parse(readFileSync(file, "utf8")) as {
    fits: (ReferenceFit | { error: string })[];
  };
  const references = new Map(
    fits.flatMap((fit) => ("beta" in fit && Number.isFinite(fit.objective) ? [[fit.index, fit]] : [])),
  );
  const table: Record<
    string,
    { designs: number; peer: number; "not converged": number; refused: number; above: number }
  > = {};
  const lines: string[] = [];
  const cases: object[] = [];
  const sampled: Record<string, number> = {};
  for (const index of indices) {
    const design = generalizedDesign(seed, index);
    const { family, link } = PAIRS[index % PAIRS.length];
    const key = `${family} ${link}`;
    const reference = references.get(index);
    const { outcome, words, best, objective, above } = await judge(design, reference);
    table[key] ??= { designs: 0, peer: 0, "not converged": 0, refused: 0, above: 0 };
    const row = table[key];
    row.designs++;
    if (reference !== undefined && best !== null) row.peer++;
    if (outcome === "not converged") row["not converged"]++;
    if (outcome === "refused") row.refused++;
    if (above > ABOVE) row.above++;
    const told = `${index} ${key} ${design.formula}: ${objective ?? words}`;
    if (above > ABOVE || (outcome === "refused" && best !== null)) lines.push(`${told}, others ${best}`);
    if (reference === undefined || best === null || outcome !== "converged" || above > ABOVE) continue;
    sampled[key] = (sampled[key] ?? 0) + 1;
    if (sampled[key] <= SAMPLED) cases.push({ index, family, link, objective: reference.objective });
  }
  if (isSample) return console.log(JSON.stringify({ versions, seed, cases }, null, 1));
  console.table(table);
  console.log(lines.join("\n"));
}
