// What an engine is asked and what it answers; both travel as JSON, so that an engine may be in any language.

export interface BenchCase {
  readonly id: string;
  readonly title: string;
  readonly formula: string;
  readonly reml: boolean;
  /** Absolute path of the CSV. */
  readonly csv: string;
  /** Columns that are factors whatever their cells look like; all other columns are numbers. */
  readonly factors: readonly string[];
  readonly rows: number;
}

/** A process fits the case again and again until `seconds` are over; at least once, at most `repeats` times. */
export interface BenchRequest extends BenchCase {
  readonly seconds: number;
  readonly repeats: number;
}

export interface BenchAnswer {
  readonly engine: string;
  readonly version: string;
  /** Milliseconds to read the CSV. */
  readonly read: number;
  /** Milliseconds of each fit: from formula and data in memory to estimates and standard errors. */
  readonly fits: readonly number[];
  /** Evaluations of the objective in one fit. */
  readonly evaluations: number;
  readonly objective: number;
}
