// A command described by its words: arguments and options as lists, and examples for the help text.
import { type Command, Option } from "commander";
import type { Session } from "./session.js";
import { choiceOf } from "./typed.js";

/** How it is written, and what it is. */
export type Argument = readonly [name: string, words: string];

/** All values that there are, or how one is read (of an option that may be repeated beside those before). */
type Values = readonly string[] | ((text: string, before: never) => unknown) | null;

interface OptionNature {
  readonly default?: unknown;
  readonly isRequired?: true;
  readonly isHidden?: true;
  /** Names of options that cannot be given together with it. */
  readonly conflicts?: readonly string[];
}

type OptionWords = readonly [flags: string, words: string, values?: Values, nature?: OptionNature];

/** How an option is written, what it is, its values; a text alone heads a group of the options after it. */
export type OptionEntry = string | OptionWords;

export interface CommandWords<O extends readonly OptionEntry[]> {
  readonly name: string;
  /** In the list of commands. */
  readonly summary: string;
  readonly description: string;
  readonly args: readonly Argument[];
  readonly options: O;
  /** What ends the help text: remarks and examples. */
  readonly examples: string;
}

export type AddCommand = (program: Command, session: Session) => void;

/** What adds a command to a program. */
export function command<const O extends readonly OptionEntry[]>(
  words: CommandWords<O> & { run(session: Session, flags: Flags<O>, given: readonly string[]): Promise<void> },
): AddCommand {
  return (program, session) => {
    const added = program.command(words.name).summary(words.summary).description(words.description);
    for (const [name, about] of words.args) added.argument(name, about);
    for (const entry of words.options) {
      if (typeof entry === "string") added.optionsGroup(entry);
      else added.addOption(optionOf(entry));
    }
    added.addHelpText("after", words.examples).action(() => {
      const given = added.processedArgs.flat().filter((text) => text !== undefined);
      return words.run(session, added.opts<Flags<O>>(), given);
    });
  };
}

function optionOf([flags, words, values = null, nature = {}]: OptionWords): Option {
  const option = new Option(flags, words).default(nature.default).conflicts([...(nature.conflicts ?? [])]);
  if (typeof values === "function") option.argParser(values as (text: string, before: unknown) => unknown);
  else if (values !== null) option.choices(values).argParser(choiceOf(values));
  return option.makeOptionMandatory(nature.isRequired ?? false).hideHelp(nature.isHidden ?? false);
}

/** The values of options by their names, `newLevels` for "--new-levels <WHAT>". */
export type Flags<O extends readonly OptionEntry[]> = {
  readonly [E in Given<O[number]> as NameOf<E[0]>]: ValueOf<E>;
} & { readonly [E in Exclude<O[number], string | Given<O[number]>> as NameOf<E[0]>]?: ValueOf<E> };

/** Options that have a value in any case. */
type Given<E> = Extract<E, OptionWords & (readonly [`--no-${string}`, ...unknown[]] | GivenByNature)>;
type GivenByNature = readonly [string, string, unknown, { readonly default: unknown } | { readonly isRequired: true }];

type NameOf<F extends string> = F extends `${string}--no-${infer N}`
  ? Camel<N>
  : F extends `${string}--${infer N} <${string}` | `${string}--${infer N}`
    ? Camel<N>
    : never;

type Camel<N extends string> = N extends `${infer A}-${infer B}` ? `${A}${Capitalize<Camel<B>>}` : N;

type ValueOf<E extends OptionWords> = E[2] extends readonly (infer T)[]
  ? T
  : E[2] extends (...given: never) => infer T
    ? T
    : E[0] extends `${string}<${string}`
      ? string
      : boolean;
