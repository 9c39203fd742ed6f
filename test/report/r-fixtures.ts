// What R printed: numbers, names and formulas (r-formats.R), fitted models (lme4-printouts.R).
import { readdirSync, readFileSync } from "node:fs";
import type { StoredFit } from "./stored-fit.js";

const folder = new URL("../snapshots/", import.meta.url);

export interface RFormats {
  readonly numbers: readonly {
    readonly values: readonly string[];
    readonly digits: number;
    readonly minDecimals: number;
    readonly format: readonly string[];
    readonly decimals: number;
    readonly round: readonly string[];
    readonly zap: readonly string[] | Record<string, never>;
  }[];
  readonly names: readonly {
    readonly names: readonly string[];
    readonly minLength: number;
    readonly short: readonly string[];
  }[];
  readonly formulas: readonly {
    readonly formula: string;
    readonly lines: readonly string[];
    readonly filled: readonly string[];
  }[];
  readonly quantiles: readonly { readonly values: readonly string[]; readonly quantiles: readonly string[] }[];
  readonly pvalues: readonly {
    readonly values: readonly string[];
    readonly digits: number;
    readonly text: readonly string[];
  }[];
}

export const rFormats: RFormats = JSON.parse(readFileSync(new URL("r-formats.json", folder), "utf8"));

/** Names of the fits of which lme4's printouts are stored. */
export const printedFits = readdirSync(new URL("lme4/", folder))
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.slice(0, -".json".length));

export function storedFit(id: string): StoredFit {
  return JSON.parse(readFileSync(new URL(`lme4/${id}.json`, folder), "utf8"));
}

export function printout(id: string, kind: "summary" | "print"): string {
  return readFileSync(new URL(`lme4/${id}.${kind}.txt`, folder), "utf8").replace(/\n$/, "");
}

/** A number as R wrote it with %.17g. */
export function parseR(text: string): number {
  return Number(text.replace("Inf", "Infinity"));
}
