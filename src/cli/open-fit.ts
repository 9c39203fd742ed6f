// A fit that `blup fit --output` has saved, read back, and put together with its data again.
import { access, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileProblem } from "../data/file-problems.js";
import type { Table } from "../data/table.js";
import type { Fit, LiveFit } from "../fit/fit.js";
import type { SavedFit, SavedReading } from "../fit/record.js";
import { type ReopenOptions, reopen, restore } from "../fit/reopen.js";
import { missingPart } from "../fit/saved.js";
import { readTableAt } from "./data-options.js";
import { UsageError } from "./failure.js";
import type { Session } from "./session.js";
import { isSource, summedData } from "./sources.js";

export interface OpenedFit {
  readonly restored: Fit;
  readonly fit: LiveFit;
  readonly table: Table;
  /** The files that it comes from. */
  readonly files: readonly string[];
}

/** The model saved in FILE, without data; throws UsageError, and DataError for what is no saved model. */
export async function readSavedFit(file: string): Promise<Fit> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(`fit file "${file}" ${fileProblem(error, "read") ?? "cannot be read"}`);
  }
  const saved = parsed(text, file);
  if ([1, 2].includes(saved.version) && missingPart(saved) !== null) throw brokenFit(file);
  return restore(saved);
}

/**
 * The model saved in FIT with its data: those of DATA, or of the file that the fit remembers if it is still there. Throws
 * UsageError where it is not, DataError where the data are not those of the fit.
 */
export async function openFit(
  fitFile: string,
  dataFile: string | undefined,
  session: Session,
  { naAction }: Pick<ReopenOptions, "naAction"> = {},
): Promise<OpenedFit> {
  const restored = await readSavedFit(fitFile);
  const reading = restored.record.reading ?? null;
  const path = dataFile ?? (await rememberedFile(fitFile, reading));
  if (isSource(path)) return openSums(restored, fitFile, path, session);
  const started = performance.now();
  const { file: _, ...options } = reading ?? { file: "" };
  const table = await readTableAt(path, options, session);
  const files = [fitFile, path];
  return {
    restored,
    table,
    files,
    fit: await reopen(restored, table, { naAction, readTime: performance.now() - started }),
  };
}

/** A fit of sums, of which the same are asked again. */
async function openSums(restored: Fit, fitFile: string, path: string, session: Session): Promise<OpenedFit> {
  const { formula, weights, offset, subset, options } = restored.record;
  const asked = {
    weights: weights ?? undefined,
    offset: offset ?? undefined,
    subset: subset ?? undefined,
    types: options.types,
  };
  const products = await summedData(formula, [path], asked, session);
  const fit = await reopen(restored, products);
  return { restored, fit, table: { rowCount: 0, columns: new Map() }, files: [fitFile, path] };
}

/** The data file under its path as it was given to the fit, or beside the saved fit. */
async function rememberedFile(fitFile: string, reading: SavedReading | null): Promise<string> {
  const asked = "give the data file after the fit file";
  if (reading === null) throw new UsageError(`"${fitFile}" does not say where its data are; ${asked}`);
  const { file } = reading;
  if (isSource(file)) return file;
  if (file === "-") throw new UsageError(`the data of "${fitFile}" came from standard input; ${asked}`);
  for (const path of [file, join(dirname(fitFile), basename(file))]) {
    if (await exists(path)) return path;
  }
  throw new UsageError(`the data of "${fitFile}" are needed, and "${file}" is not there any more; ${asked}`);
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

function parsed(text: string, file: string): SavedFit {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    if (/^\s*\{\s*"blup"/.test(text)) throw brokenFit(file);
    value = null;
  }
  const kind = (value as { blup?: unknown } | null)?.blup;
  if (kind === "lmm" || kind === "glmm") return value as SavedFit;
  throw new UsageError(`"${file}" is no saved fit; "blup fit … --output FILE" writes one`);
}

function brokenFit(file: string): UsageError {
  return new UsageError(`"${file}" is a saved fit of which a part is missing; fit the model again with --output`);
}
