// Bundles scripts/polynomial-slopes/main.ts and runs it.
import { root, runBundled } from "./run-bundled.mjs";

await runBundled("polynomial-slopes", root);
