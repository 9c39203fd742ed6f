// Milliseconds from the import of the built library to the first fit of sleepstudy, and of the fits after it.
// Usage: node startup.mjs LIBRARY CSV
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

type Library = typeof import("../../src/index.js");

const [library, csv] = process.argv.slice(2);
const started = performance.now();
const { lmm, readCsv, summary } = (await import(pathToFileURL(library).href)) as Library;
const imported = performance.now();
const table = await readCsv(readFileSync(csv, "utf8"));
const read = performance.now();
const fits: number[] = [];
for (let i = 0; i < 50; i++) {
  const start = performance.now();
  const fit = await lmm("Reaction ~ Days + (Days | Subject)", table);
  if (i === 0) summary(fit);
  fits.push(performance.now() - start);
}
console.log(
  JSON.stringify({
    load: imported - started,
    read: read - imported,
    first: fits[0],
    second: fits[1],
    fiftieth: fits[49],
  }),
);
