// Random designs in other units, asked every question: the answers must be the answers in these units.
import { askAll } from "./ask.js";
import { compared } from "./compare.js";
import { NO_UNITS, randomDesign, UNITS } from "./designs.js";

const [seed = 1, count = 5] = process.argv.slice(2, 4).map(Number);
const only = process.argv[4] ?? "";

for (let i = 0; i < count; i++) {
  const design = randomDesign(seed + i);
  console.log(`seed ${seed + i}: ${design.formula}${design.weights ? " weights" : ""} ${design.reml ? "REML" : "ML"}`);
  const plain = await askAll(design, NO_UNITS);
  for (const [name, units] of Object.entries(UNITS)) {
    if (!name.startsWith(only) || (units.w !== 0 && !design.weights)) continue;
    if (units.z !== 0 && !design.formula.includes("z")) continue;
    try {
      const { leaves, exact, differences } = compared(plain, await askAll(design, units), units);
      const share = ((100 * exact) / leaves).toFixed(2);
      console.log(`  ${name}: ${leaves} numbers, ${share} % to the last bit, ${differences.length} differ`);
      let last = "";
      for (const { question, path, first, second } of differences) {
        if (question !== last) console.log(`    ${question}: ${path} ${first} → ${second}`);
        last = question;
      }
      if (differences.length > 0) process.exitCode = 1;
    } catch (error) {
      console.log(`  ${name}: ${(error as Error).name}: ${(error as Error).message}`);
      process.exitCode = 1;
    }
  }
}
