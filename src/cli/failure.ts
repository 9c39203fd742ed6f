// Errors as a person at a terminal wants them: one block, no stack, and an exit code.
import { DoubtError } from "../data/doubt.js";
import { CancelledError, EngineBugError, FactorizationError, FormulaError, MixedModelError } from "../errors.js";
import { caretBlock } from "../formula/caret.js";
import { oneLine } from "../report/control-characters.js";
import { noticeLine } from "./notices.js";

export const EXIT = { done: 0, usage: 1, failed: 2, interrupted: 130 } as const;

/** A command line that cannot be carried out, found before any library function is called. */
export class UsageError extends Error {}

/** 1 for bad usage or data, 2 for a fit that failed or a fault of blup, 130 for Ctrl-C. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CancelledError) return EXIT.interrupted;
  if (error instanceof FactorizationError || error instanceof EngineBugError) return EXIT.failed;
  return error instanceof MixedModelError || error instanceof UsageError ? EXIT.usage : EXIT.failed;
}

/** The error's sentence, with the place in the formula where there is one. */
export function failureText(error: unknown): string {
  const reason = oneLine(error instanceof Error ? error.message : String(error));
  if (error instanceof CancelledError) return `interrupted: ${reason}`;
  if (error instanceof FormulaError) return `error: ${reason}\n${indented(caretBlock(error))}`;
  if (error instanceof EngineBugError) return `error: ${reason}\nThis is a fault of blup; please report it.`;
  if (error instanceof DoubtError) return `error: ${oneLine(error.prefix + noticeLine(error.notice))}`;
  if (error instanceof MixedModelError || error instanceof UsageError) return `error: ${asOptions(reason)}`;
  return `error: ${reason}\nThis was not expected; please report it with the command that you gave.`;
}

/** Options that the command line spells otherwise than the library. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/\bnewLevels: "(\w+)"/g, "--new-levels $1"],
  [/\brandomEffects: "(\w+)"/g, "--random $1"],
  [/\bask for type "response"/g, "ask for --scale response"],
  [/, or give a label for each row$/, ""],
  [/\bskip: (\d+)/g, "--skip $1"],
  [/\bcomment: "(.+?)"/g, "--comment '$1'"],
  [/\bencoding: "(.+?)"/g, "--encoding $1"],
  [/^sheet is given/, "--sheet is given"],
  [/\bmaxRows\b/g, "--max-rows"],
  [/\bmaxBytes\b/g, "--max-bytes"],
];

function asOptions(message: string): string {
  return SPELLINGS.reduce((text, [library, option]) => text.replace(library, option), message);
}

function indented(block: string): string {
  return block.replace(/^/gm, "  ");
}
