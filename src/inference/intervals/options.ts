// Checks of options, refused by name, and a turn of the event loop.
import { OptionError } from "../../errors.js";
import { nearest } from "../../nearest-name.js";

/** By option what holds of its value, and in words. */
export type OptionRules<T> = Readonly<Record<keyof T, readonly [(value: unknown) => boolean, string]>>;

/** Throws OptionError for an option that `rules` do not have, or that has a value it cannot have. */
export function checkOptions<T extends object>(caller: string, options: T, rules: OptionRules<T>): void {
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(rules, name)) {
      const known = Object.keys(rules);
      const close = nearest(name, known);
      const hint = close === null ? `the options are ${known.join(", ")}` : `did you mean "${close}"?`;
      throw new OptionError(`unknown option "${name}" of ${caller}; ${hint}`, name);
    }
    const [test, expected] = rules[name as keyof T];
    if (value !== undefined && !test(value)) {
      throw new OptionError(`option "${name}" must be ${expected}, not ${JSON.stringify(value)}`, name);
    }
  }
}

/** A turn of the event loop. */
export function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
