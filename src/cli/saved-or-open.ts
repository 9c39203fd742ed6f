// A saved fit as it was saved where that is enough, and with its data where a report needs them.
import { MixedModelError } from "../errors.js";
import type { Fit, LiveFit } from "../fit/fit.js";
import type { DfMethod } from "../inference/df-method.js";
import { UsageError } from "./failure.js";
import { openFit, readSavedFit } from "./open-fit.js";
import type { Session } from "./session.js";

/** The fit in a file; with its data where `df` asks for tests that neither were saved nor can be made without them. */
export async function savedOrOpen(
  file: string,
  data: string | undefined,
  df: DfMethod | "none" | undefined,
  session: Session,
): Promise<Fit> {
  const restored = await readSavedFit(file);
  return needsData(restored, df) ? (await openFit(file, data, session)).fit : restored;
}

/** The fit with its data where those that it remembers are there, and are still what it was fitted to. */
export async function openedIfThere(file: string, session: Session): Promise<LiveFit | null> {
  try {
    return (await openFit(file, undefined, session)).fit;
  } catch (error) {
    if (error instanceof UsageError || error instanceof MixedModelError) return null;
    throw error;
  }
}

export function needsData(restored: Fit, df: DfMethod | "none" | undefined): boolean {
  if (restored.title.family !== null) return false;
  if (df !== "satterthwaite" && df !== "kenward-roger") return false;
  return restored.record.fixefTests.method !== df;
}
