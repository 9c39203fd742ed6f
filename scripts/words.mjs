// Fits seeded models about which the words of a fit are known to be due, or not: see scripts/words/main.ts.
import { runBundled } from "./run-bundled.mjs";

await runBundled("words");
