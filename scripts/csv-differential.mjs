// Reads random CSV texts, and compares the cells with those of Python's csv module and of papaparse:
//   node scripts/csv-differential.mjs [COUNT] [SEED]
// With --write, Python's rows of 300 texts become test/fixtures/csv-python.json.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import Papa from "papaparse";

const root = fileURLToPath(new URL("..", import.meta.url));
const words = process.argv.slice(2).filter((word) => word !== "--write");
const isWriting = process.argv.includes("--write");
const count = isWriting ? 300 : Number(words[0] ?? 20_000);
const seed = isWriting ? 1 : Number(words[1] ?? 20261121);

const PYTHON = `
import csv, io, json, sys
answers = []
for case in json.load(sys.stdin):
    try:
        answers.append(list(csv.reader(io.StringIO(case["text"], newline=""), delimiter=case["delimiter"], strict=True)))
    except csv.Error:
        answers.append(None)
json.dump(answers, sys.stdout)
`;

const folder = mkdtempSync(join(tmpdir(), "blup-csv-"));
const outfile = join(folder, "texts.mjs");
await build({
  absWorkingDir: root,
  entryPoints: ["scripts/csv-texts.ts"],
  outfile,
  bundle: true,
  format: "esm",
  platform: "node",
  logLevel: "warning",
});
const { csvCases, cellsOf, agrees } = await import(pathToFileURL(outfile).href);
rmSync(folder, { recursive: true });

const cases = csvCases(count, seed);
const python = spawnSync("python3", ["-c", PYTHON], {
  input: JSON.stringify(cases.map(({ text, delimiter }) => ({ text, delimiter }))),
  maxBuffer: 1 << 30,
  encoding: "utf8",
});
if (python.status !== 0) throw new Error(`python3 is needed: ${python.stderr}`);
const rows = JSON.parse(python.stdout);

if (isWriting) {
  const answers = cases.map((entry, i) => ({ ...entry, rows: rows[i] }));
  writeFileSync(join(root, "test/fixtures/csv-python.json"), `${JSON.stringify(answers)}\n`);
}

const totals = { read: 0, refused: 0, refusedByPython: 0 };
const misread = [];
for (const [i, entry] of cases.entries()) {
  const cells = await cellsOf(entry);
  if (cells === null) {
    totals.refused++;
    if (rows[i] === null) totals.refusedByPython++;
    continue;
  }
  totals.read++;
  const papa = Papa.parse(entry.text, {
    delimiter: entry.delimiter,
    newline: lineEndOf(entry.text),
    skipEmptyLines: true,
  });
  const others = [
    ["Python", rows[i]],
    ["papaparse", lineEndOf(entry.text) === undefined ? null : papa.data],
  ];
  for (const [name, answer] of others) {
    // papaparse leaves out lines of "" alone, too.
    const isHidden = (row) => name === "papaparse" && entry.names.length === 1 && row.every((cell) => cell === "");
    const [mine, theirs] = [cells, answer ?? []].map((all) => all.filter((row) => !isHidden(row)));
    if (answer !== null && !agrees(mine, entry.names, theirs)) misread.push({ name, ...entry, cells, answer });
  }
}
console.log(
  `${count} texts: ${totals.read} read, ${totals.refused} refused (${totals.refusedByPython} by Python, too), ${misread.length} misread`,
);
for (const entry of misread.slice(0, 5)) console.log(JSON.stringify(entry));
process.exitCode = misread.length === 0 ? 0 : 1;

/** The one kind of line end outside and inside of quotes; undefined where there are several. */
function lineEndOf(text) {
  const kinds = new Set(text.match(/\r\n|\r|\n/g) ?? ["\n"]);
  return kinds.size === 1 ? [...kinds][0] : undefined;
}
