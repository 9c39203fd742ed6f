// node scripts/doors.mjs calls [COUNT] [SEED]: public functions with one argument or option that is wrong.
// node scripts/doors.mjs fits [COUNT] [SEED]: saved fits with something else somewhere, and questions to them.
// node scripts/doors.mjs tables [COUNT] [SEED]: tables that are not whole.
// Says what ended in an error that is not typed, in NaN, or after more than a second of a processor.
import { writeFileSync } from "node:fs";
import { lmm } from "../../src/index.js";
import { wrongTables } from "../../test/support/wrong-tables.js";
import { rightCalls } from "./right-calls.js";
import { faultOf, type WrongCall, wrongCalls } from "./wrong-calls.js";
import { wrongSaved } from "./wrong-saved.js";

const [mode = "calls", count = "3000", seed = "1"] = process.argv.slice(2);
let faults = 0;
const makers: Readonly<Record<string, (count: number, seed: number) => Promise<WrongCall[]>>> = {
  calls: async (many, from) => wrongCalls(await rightCalls(), many, from),
  fits: wrongSaved,
  tables: async (many, from) => wrongTables(many, from).map(fittedTo),
};
const calls = await makers[mode](Number(count), Number(seed));
for (const call of calls) {
  if (process.env.TRACE) writeFileSync(process.env.TRACE, call.what);
  const fault = await faultOf(call);
  if (fault === null) continue;
  faults++;
  console.log(fault.split("\n").slice(0, 5).join("\n"));
}
console.log(`${mode}: ${faults} of ${count} wrong`);
process.exitCode = faults === 0 ? 0 : 1;

function fittedTo({ what, table }: { what: string; table: object }): WrongCall {
  return { what: `lmm() of a table with ${what}`, call: () => lmm("y ~ x + f + (1 | g)", table as never) };
}
