// Commands that ask something of a saved fit: they open it, compute, and print tables.
import type { Fit } from "../fit/fit.js";
import type { ReopenOptions } from "../fit/reopen.js";
import type { ReportTable } from "../report/report-table.js";
import { type AddCommand, type Argument, type CommandWords, command, type Flags, type OptionEntry } from "./command.js";
import { type OpenedFit, openFit, readSavedFit } from "./open-fit.js";
import { ProgressLine } from "./progress.js";
import { formatOf, OUTPUT_OPTIONS, type OutputOptions, writeTables } from "./report-options.js";
import type { Session } from "./session.js";

/** What a command may do with the fit that it was given. */
export interface Asked {
  /** The fit with its data. */
  open(options?: Pick<ReopenOptions, "naAction">): Promise<OpenedFit>;
  /** The fit as it was saved. */
  read(): Promise<Fit>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** For `onProgress`; `what` is being counted. */
  counting(what: string): ((done: number, total: number) => void) | undefined;
  readonly output: OutputOptions;
  readonly session: Session;
}

/** Tables to print; `text` is what a person reads in place of their own layout. */
export interface Answer {
  readonly tables: readonly ReportTable[];
  readonly text?: ((width: number) => string) | "csv";
}

export interface FitQuestion<O extends readonly OptionEntry[]> extends Omit<CommandWords<O>, "args"> {
  /** FIT first, DATA last; FIT and DATA alone unless given. */
  readonly args?: readonly Argument[];
  /** The options after those of the question; those of every command that prints tables unless given. */
  readonly output?: readonly OptionEntry[];
  /** Gets the arguments between FIT and DATA after the options; null where it has printed by itself. */
  run(asked: Asked, flags: Omit<Flags<O>, keyof OutputOptions>, ...between: string[]): Promise<Answer | null>;
}

export const FIT: Argument = ["<FIT>", 'saved fit, from "blup fit --output"'];
export const DATA: Argument = ["[DATA]", "its data; found by itself if still where they were"];

/** What adds `blup NAME FIT [DATA]` to a program. */
export function fitQuestion<const O extends readonly OptionEntry[]>(question: FitQuestion<O>): AddCommand {
  const { args = [FIT, DATA], options, output = OUTPUT_OPTIONS, run, ...words } = question;
  return command({
    ...words,
    args,
    options: [...options, ...output],
    async run(session, given: OutputOptions, [file, ...rest]) {
      const { format, json, markdown, csv, csvSafe, apa, tableNumber, quiet, ...flags } = given;
      const between = rest.slice(0, args.length - 2);
      formatOf(given);
      const progress = new ProgressLine(session);
      const asked: Asked = {
        open: (options) => openFit(file, rest[between.length], session, options),
        read: () => readSavedFit(file),
        signal: session.signal,
        counting: (what) => (quiet ? undefined : progress.counting(what)),
        output: { format, json, markdown, csv, csvSafe, apa, tableNumber, quiet },
        session,
      };
      const answer = await run(asked, flags as Flags<O>, ...between).finally(() => progress.clear());
      if (answer !== null) writeTables(answer.tables, asked.output, session, answer.text);
    },
  });
}
