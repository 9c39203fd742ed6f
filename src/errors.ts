// The typed errors of blup: what went wrong, and where.

/** Base of every error that blup throws on purpose. `kind` is stable; `message` is one sentence for a person. */
export class MixedModelError extends Error {
  /** The name of the class, stable also where code is minified; docs/warnings.md lists all. */
  readonly kind: string = "MixedModelError";
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** A formula that cannot be read. `position` is the 0-based offset of the offending character, `length` how many it spans. */
export class FormulaError extends MixedModelError {
  override readonly kind = "FormulaError";
  constructor(
    message: string,
    /** The formula as it was given. */
    readonly formula: string,
    /** Where it is wrong: the offset of a character, from 0 on. */
    readonly position: number,
    /** How many characters are concerned. */
    readonly length: number = 1,
  ) {
    super(message);
  }
}

/** Data that cannot be used. `column` and `row` (0-based data row) are given where known. */
export class DataError extends MixedModelError {
  override readonly kind = "DataError";
  /** The column concerned, where it is one. */
  readonly column: string | undefined;
  /** The first row concerned, from 0 on, where it is one. */
  readonly row: number | undefined;
  constructor(message: string, where: { column?: string; row?: number } = {}) {
    super(message);
    this.column = where.column;
    this.row = where.row;
  }
}

/** A model that the data cannot support. `term` is the part of the formula concerned. */
export class DesignError extends MixedModelError {
  override readonly kind = "DesignError";
  constructor(
    message: string,
    /** The part of the formula concerned. */
    readonly term: string,
  ) {
    super(message);
  }
}

/** An option with a value it cannot have. */
export class OptionError extends MixedModelError {
  override readonly kind = "OptionError";
  constructor(
    message: string,
    /** The option concerned, by its name. */
    readonly option: string,
  ) {
    super(message);
  }
}

/** The blocked factorization met a pivot that is not positive. */
export class FactorizationError extends MixedModelError {
  override readonly kind = "FactorizationError";
  constructor(
    message: string,
    /** Where it failed: a pivot of the dense part, from 1 on; not positive where it was the block of a level. */
    readonly pivot: number,
  ) {
    super(message);
  }
}

/** Something blup does not do (yet); the message names what works instead. */
export class UnsupportedError extends MixedModelError {
  override readonly kind = "UnsupportedError";
}

/** The fit was cancelled through its AbortSignal. */
export class CancelledError extends MixedModelError {
  override readonly kind = "CancelledError";
}

/** A worker could not be started, or ended before its work was done. */
export class WorkerError extends MixedModelError {
  override readonly kind = "WorkerError";
}

/** A fault of blup itself; please report it. */
export class EngineBugError extends MixedModelError {
  override readonly kind = "EngineBugError";
}
