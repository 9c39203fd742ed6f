// Options that say which model to fit, shared by every command that fits one.
import { type Command, Option } from "commander";
import type { LmmOptions } from "../model/options.js";
import { collectContrast } from "./arguments.js";

export interface ModelOptions {
  readonly reml?: boolean;
  readonly ml?: boolean;
  readonly weights?: string;
  readonly offset?: string;
  readonly contrasts?: Readonly<Record<string, string>>;
  readonly where?: string;
}

export function addModelOptions(command: Command): Command {
  return command
    .optionsGroup("Model:")
    .addOption(new Option("--reml", "restricted maximum likelihood (the default)").conflicts("ml"))
    .addOption(new Option("--ml", "maximum likelihood").conflicts("reml"))
    .option("--weights <COL>", "precision weights: a column or an expression")
    .option("--offset <EXPR>", "known part of the predictor: a column or an expression")
    .option(
      "--contrasts <VAR=CODING>",
      "coding of a factor of the fixed part: treatment, treatment(BASE), sum, helmert, poly, sdif (repeatable)",
      collectContrast,
    )
    .option("--where <EXPR>", "use only the rows where this holds");
}

/** The library's options for what the command line says. */
export function lmmOptionsOf(options: ModelOptions): LmmOptions {
  return {
    reml: options.ml !== true,
    weights: options.weights,
    offset: options.offset,
    subset: options.where,
    contrasts: options.contrasts as LmmOptions["contrasts"],
  };
}
