// node scripts/words.mjs separation [models] [first seed]: so many models with heavy tails that are not separated, and a
// quarter as many that are, each against exact arithmetic.
import { heavyCase, type SeparationCase, separatedCase } from "./separation-case.js";
import { separationFault } from "./separation-check.js";

const [subject, models = "200", first = "0"] = process.argv.slice(2);

async function separation(what: string, make: (seed: number) => SeparationCase, count: number): Promise<void> {
  let faults = 0;
  for (let seed = Number(first); seed < Number(first) + count; seed++) {
    const model = make(seed);
    const fault = await separationFault(model);
    if (fault === null) continue;
    faults++;
    console.log(`${model.name}: ${fault}`);
  }
  console.log(`${what}: ${faults} of ${count} wrong`);
}

if (subject === "separation") {
  await separation("heavy tails, not separated", heavyCase, Number(models));
  await separation("separated", separatedCase, Number(models) / 4);
} else {
  console.error("usage: node scripts/words.mjs separation [models] [first seed]");
  process.exitCode = 1;
}
