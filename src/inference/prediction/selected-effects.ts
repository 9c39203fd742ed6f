// Which random effects a prediction or a simulation is conditional on.
import { randomColumns } from "../../design/random-columns.js";
import { OptionError } from "../../errors.js";
import type { Predictor, PredictorGroup } from "../../fit/predictor.js";
import { didYouMean } from "../../names.js";
import { isTexts } from "../../options.js";

/** All, none, those by some grouping factors, or those of a one-sided formula such as "~ (1 | subj)". */
export type RandomSelection = "all" | "none" | readonly string[] | `~${string}`;

/** By group, whether each of its columns is selected; groups without any are not there. */
export type SelectedEffects = ReadonlyMap<string, readonly boolean[]>;

export function isSelection(value: unknown): boolean {
  if (Array.isArray(value)) return isTexts(value);
  return value === "all" || value === "none" || (typeof value === "string" && value.trimStart().startsWith("~"));
}

export const SELECTION = 'a list of grouping factors or a formula such as "~ (1 | subj)"';

/** Throws OptionError for a group or an effect that the model does not have. */
export function selectedEffects({ groups, design }: Predictor, selection: RandomSelection): SelectedEffects {
  if (selection === "none") return new Map();
  if (selection === "all") return new Map(groups.map(({ name, names }) => [name, names.map(() => true)]));
  if (typeof selection !== "string") {
    return new Map(selection.map((name) => [name, groupOf(groups, name).names.map(() => true)]));
  }
  const chosen = new Map<string, boolean[]>();
  for (const { group, names } of randomColumns(selection, design)) {
    const known = groupOf(groups, group).names;
    const mask = chosen.get(group) ?? known.map(() => false);
    chosen.set(group, mask);
    for (const name of names) {
      if (!known.includes(name)) {
        const has = `its random effects are ${known.join(", ")}`;
        throw new OptionError(
          `randomEffects has "${name}" by "${group}", which the model has not; ${has}`,
          "randomEffects",
        );
      }
      known.forEach((other, column) => {
        if (other === name) mask[column] = true;
      });
    }
  }
  return chosen;
}

function groupOf(groups: readonly PredictorGroup[], name: string): PredictorGroup {
  const found = groups.find((group) => group.name === name);
  if (found !== undefined) return found;
  const known = groups.map((group) => group.name);
  const hint = didYouMean(name, known, `they are ${known.join(", ")}`);
  throw new OptionError(`"${name}" is no grouping factor of the model; ${hint}`, "randomEffects");
}
