// Bundles scripts/generalized-starts/main.ts and runs it.
import { runBundled } from "./run-bundled.mjs";

await runBundled("generalized-starts");
