// --df: where degrees of freedom come from.
import { type Command, Option } from "commander";
import { DF_METHODS } from "../inference/df-method.js";

/** Adds --df, with "none" where `withNone`. */
export function addDfOption(command: Command, withNone = false): Command {
  const methods = withNone ? [...DF_METHODS, "none"] : DF_METHODS;
  const how = `degrees of freedom of tests in a linear model${withNone ? ", none for t values alone" : ""}`;
  return command.addOption(new Option("--df <METHOD>", how).choices(methods));
}
