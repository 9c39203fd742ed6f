// A first draft of the results section.
import { resultsParagraph as paragraphOf } from "../src/index.js";
import { fitOf } from "./fit-tables.js";
import type { FitRecord } from "./fitting.js";

/** Sentences on the model, how it was estimated, and each coefficient; warnings first. */
export function resultsParagraph(record: FitRecord): string {
  return paragraphOf(fitOf(record));
}
