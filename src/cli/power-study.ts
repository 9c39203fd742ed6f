// The study of a command line: a formula and its design by options, a description in JSON, or a saved fit.
import { readFile } from "node:fs/promises";
import { InvalidArgumentError } from "commander";
import { fileProblem } from "../data/file-problems.js";
import type { TableLike } from "../data/to-table.js";
import type { PowerDesign } from "../power/design.js";
import type { EffectSize, PowerOptions } from "../power/options.js";
import type { PowerSource } from "../power/plan.js";
import { listOf } from "./arguments.js";
import { readTableAt } from "./data-options.js";
import { UsageError } from "./failure.js";
import { openFit } from "./open-fit.js";
import type { Session } from "./session.js";

export interface GivenStudy {
  readonly source: PowerSource;
  readonly over: PowerDesign | TableLike;
  /** Of a description in JSON. */
  readonly options: Partial<PowerOptions> & StudyExtras;
}

/** What a description may have besides the options of power(). */
export interface StudyExtras {
  readonly along?: Readonly<Record<string, readonly number[]>> | string;
  readonly target?: number;
  readonly range?: readonly [number, number];
  readonly step?: number;
  readonly error?: number;
}

/** The study that `text` is, writes or names, over the design of the options or DATA. Throws UsageError. */
export async function givenStudy(
  text: string,
  data: string | undefined,
  design: PowerDesign | null,
  types: PowerOptions["types"],
  session: Session,
): Promise<GivenStudy> {
  if (text.includes("~")) {
    if (data !== undefined) return { source: text, over: await readTableAt(data, { types }, session), options: {} };
    if (design === null) throw new UsageError("a formula needs a design; give --units, or a data file after it");
    return { source: text, over: design, options: {} };
  }
  const described = await description(text);
  if (described.blup !== undefined) {
    if (design !== null) throw new UsageError("--units is for studies from nothing; a fit has its data: give --sizes");
    const { restored, table } = await openFit(text, data, session);
    return { source: restored, over: table, options: {} };
  }
  const { formula, design: own, ...options } = described;
  if (typeof formula !== "string")
    throw new UsageError(`"${text}" has no "formula"; a study is {"formula": …, "design": …}`);
  const over = data === undefined ? (design ?? own) : await readTableAt(data, { types }, session);
  if (typeof over !== "object" || over === null)
    throw new UsageError(`"${text}" has no "design", such as {"units": {"subj": 30}}`);
  return { source: formula, over, options };
}

async function description(file: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const problem = fileProblem(error, "read") ?? "cannot be read";
    throw new UsageError(`study "${file}" ${problem}; expected a formula with "~", a saved fit or a study in JSON`);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new UsageError(`"${file}" is neither a saved fit nor a study in JSON, {"formula": …, "design": …}`);
}

/** Adds `NAME=30,NAME=24` to the counts given before. */
export function collectCounts(text: string, before: Readonly<Record<string, number>> = {}): Record<string, number> {
  return { ...before, ...Object.fromEntries(listOf(text).map((part) => pairOf(part, "subj=30", wholeOf))) };
}

/** Adds `NAME=0.1` to the numbers given before. */
export function collectNumber(text: string, before: Readonly<Record<string, number>> = {}): Record<string, number> {
  const [name, value] = pairOf(text, '"sd_(Intercept)|subj=80"', numberOf);
  return { ...before, [name]: value };
}

/** Adds `NAME=TEXT` to the sources given before. */
export function collectSource(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf("=");
  const [name, words] = [text.slice(0, Math.max(0, at)).trim(), text.slice(at + 1).trim()];
  if (name === "" || words === "") throw new InvalidArgumentError('Expected a form like "sigma=Smith (2020)".');
  return { ...before, [name]: words };
}

/** Adds `NAME=25`, or `NAME=0.4d` in units of a standard deviation, to the effects given before. */
export function collectEffect(
  text: string,
  before: Readonly<Record<string, EffectSize>> = {},
): Record<string, EffectSize> {
  const [name, value] = pairOf(text, "conditionB=25 or conditionB=0.4d", (size): EffectSize => {
    return size.endsWith("d") ? { d: numberOf(size.slice(0, -1)) } : numberOf(size);
  });
  return { ...before, [name]: value };
}

/** Adds `NAME=10,20,30` to the lists given before; `NAME=10:40:10` counts. */
export function collectGrid(
  text: string,
  before: Readonly<Record<string, readonly number[]>> = {},
): Record<string, readonly number[]> {
  const [name, values] = pairOf(text, "subj=20,30,40 or subj=20:40:10", (list): readonly number[] => {
    const bounds = list.split(":");
    if (bounds.length === 1) return listOf(list).map(numberOf);
    const [from, to, by = 1] = bounds.map(numberOf);
    if (bounds.length > 3 || !(by > 0) || to < from)
      throw new InvalidArgumentError("Expected a form like subj=20:40:10.");
    return Array.from({ length: Math.floor((to - from) / by + 1e-9) + 1 }, (_, i) => from + i * by);
  });
  return { ...before, [name]: values };
}

export type FactorLevels = Readonly<Record<string, readonly string[]>>;

/** Adds `COL=A,B` to the factors given before. */
export function collectFactor(text: string, before: FactorLevels = {}): FactorLevels {
  const [name, levels] = pairOf(text, "condition=a,b", listOf);
  return { ...before, [name]: levels };
}

/** Adds `UNIT:COL=A,B` to the factors given before. */
export function collectBetween(
  text: string,
  before: Readonly<Record<string, FactorLevels>> = {},
): Record<string, FactorLevels> {
  const [where, levels] = pairOf(text, "subj:group=a,b", listOf);
  const [unit, name] = where.split(":");
  if (!name) throw new InvalidArgumentError("Expected a form like subj:group=a,b.");
  return { ...before, [unit]: { ...before[unit], [name]: levels } };
}

/** Adds `UNIT=UNIT` to the nestings given before. */
export function collectNested(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [inner, outer] = pairOf(text, "pupil=class", (name) => name);
  return { ...before, [inner]: outer };
}

/** `0.3`, or a lower bound and an upper one with a comma between. */
export function boundsOf(text: string): number | readonly [number, number] {
  const values = listOf(text).map(numberOf);
  if (values.length === 1) return values[0];
  if (values.length === 2) return [values[0], values[1]];
  throw new InvalidArgumentError("Expected one number, or two with a comma between.");
}

export function rangeOf(text: string): readonly [number, number] {
  const bounds = boundsOf(text);
  if (typeof bounds === "number") throw new InvalidArgumentError("Expected two numbers with a comma between.");
  return bounds;
}

function pairOf<T>(text: string, example: string, read: (value: string) => T): [string, T] {
  const at = text.lastIndexOf("=");
  const name = text.slice(0, Math.max(0, at)).trim();
  const value = text.slice(at + 1).trim();
  if (at < 1 || name === "" || value === "") throw new InvalidArgumentError(`Expected a form like ${example}.`);
  return [name, read(value)];
}

function numberOf(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw new InvalidArgumentError(`"${text}" is not a number.`);
}

function wholeOf(text: string): number {
  const value = numberOf(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError(`"${text}" is not a whole number from 1 on.`);
}
