// Before any test: the core is compiled if its sources have changed.
import { buildCore } from "../../scripts/build-core.mjs";

export default function setup(): void {
  try {
    buildCore();
  } catch (error) {
    // Most rooms need no core; their tests can still run, those of the engine will say what is missing.
    console.error((error as Error).message);
  }
}
