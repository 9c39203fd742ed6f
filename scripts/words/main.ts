// node scripts/words.mjs separation [models] [first seed]: so many models with heavy tails that are not separated, and a
// quarter as many that are, each against exact arithmetic.
// node scripts/words.mjs laplace [models] [first seed]: so many binary models of rare events and as many ordinary ones, each
// against its fit by quadrature.
// node scripts/words.mjs identification [models] [first seed]: so many designs that leave covariance parameters open, and as
// many that do not, each against dense matrices.
import { type IdentificationCase, toldCase, untoldCase } from "./identification-case.js";
import { identificationFault } from "./identification-check.js";
import { type LaplaceCase, ordinaryCase, rareCase } from "./laplace-case.js";
import { laplaceVerdict } from "./laplace-check.js";
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

async function laplace(what: string, make: (seed: number) => LaplaceCase, count: number): Promise<void> {
  const counts = { untrusted: 0, moved: 0, told: 0, wrong: 0 };
  for (let seed = Number(first); seed < Number(first) + count; seed++) {
    const model = make(seed);
    const verdict = await laplaceVerdict(model);
    if (verdict === null) {
      counts.untrusted++;
      continue;
    }
    const { told, moved, words } = verdict;
    if (moved) counts.moved++;
    if (told) counts.told++;
    if (told === moved) continue;
    counts.wrong++;
    console.log(`${model.name}: ${told ? "told" : "silent"}, ${words}`);
  }
  console.log(what, counts);
}

async function identification(what: string, make: (seed: number) => IdentificationCase, count: number): Promise<void> {
  let faults = 0;
  for (let seed = Number(first); seed < Number(first) + count; seed++) {
    const model = make(seed);
    const fault = await identificationFault(model);
    if (fault === null) continue;
    faults++;
    console.log(`${model.name}: ${fault}`);
  }
  console.log(`${what}: ${faults} of ${count} wrong`);
}

if (subject === "identification") {
  await identification("not identified", untoldCase, Number(models));
  await identification("identified", toldCase, Number(models));
} else if (subject === "laplace") {
  await laplace("rare events", rareCase, Number(models));
  await laplace("ordinary", ordinaryCase, Number(models));
} else if (subject === "separation") {
  await separation("heavy tails, not separated", heavyCase, Number(models));
  await separation("separated", separatedCase, Number(models) / 4);
} else {
  console.error("usage: node scripts/words.mjs separation|laplace|identification [models] [first seed]");
  process.exitCode = 1;
}
