// Fits random small linear models and compares them with dense matrices and many starts: see scripts/oracle/main.ts.
import { runBundled } from "./run-bundled.mjs";

await runBundled("oracle");
