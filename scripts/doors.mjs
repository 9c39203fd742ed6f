// Calls with wrong values, saved fits and tables that are not whole: see scripts/doors/main.ts.
import { runBundled } from "./run-bundled.mjs";

await runBundled("doors");
