// npm run ledger: writes the ledger, or compares with it, or with another commit.
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { collectAt } from "./at-commit.js";
import { collect } from "./collect.js";
import { writeCollection } from "./collection.js";
import { comparisonText } from "./comparison-text.js";
import { differences } from "./differences.js";
import { changedEntries, type Ledger, ledgerOf } from "./ledger.js";

const FILE = "test/fixtures/ledger.json";
const LINES = 40;

const { values: asked } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    compare: { type: "string" },
    collect: { type: "string" },
    workers: { type: "string", default: "0" },
  },
});
const workers = Number(asked.workers);

if (asked.compare !== undefined) {
  const before = collectAt(asked.compare, workers);
  console.log(comparisonText(differences(before, await collect(workers)), asked.compare));
} else if (asked.collect !== undefined) {
  writeCollection(asked.collect, await collect(workers));
} else {
  const ledger = ledgerOf(await collect(workers));
  const count = Object.values(ledger).reduce((sum, keys) => sum + Object.keys(keys).length, 0);
  if (asked.check) check(ledger, count);
  else {
    writeFileSync(FILE, `${JSON.stringify(ledger, null, 1)}\n`);
    console.log(`${FILE}: ${count} entries of ${Object.keys(ledger).length} cases`);
  }
}

function check(ledger: Ledger, count: number): void {
  const changed = changedEntries(JSON.parse(readFileSync(FILE, "utf8")) as Ledger, ledger);
  if (changed.length === 0) {
    console.log(`all ${count} entries are those of ${FILE}`);
    return;
  }
  for (const line of changed.slice(0, LINES)) console.log(line);
  console.log(`${changed.length} entries are not those of ${FILE}; --compare COMMIT shows how far numbers are apart`);
  process.exitCode = 1;
}
