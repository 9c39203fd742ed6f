// Bundles the ledger (scripts/ledger/) and runs it: see CONTRIBUTING.md.
import { root, runBundled } from "./run-bundled.mjs";

await runBundled("ledger", root);
