// Bundles the check of units (scripts/units/) and runs it: `node scripts/units.mjs SEED COUNT`.
import { root, runBundled } from "./run-bundled.mjs";

await runBundled("units", root);
