// What is known of a model of either kind when the optimizer has stopped.
import type { Table } from "../data/table.js";
import type { DesignState } from "../design/apply-design.js";
import type { Design } from "../design/design.js";
import type { ModelFrame } from "../frame/model-frame.js";
import type { TermBlock } from "../likelihood/terms.js";
import type { LmmOptions } from "./options.js";
import type { Convergence, MixedModel, Timing, Warning } from "./types.js";

export interface ModelParts {
  readonly formula: string;
  readonly options: Omit<LmmOptions, "reml" | "start">;
  readonly design: Design;
  readonly designState: DesignState;
  /** The variables of the formula in the rows used, from which models of other terms can be built. */
  readonly frame: ModelFrame;
  readonly dropped: MixedModel["dropped"];
  /** Rows of the data that were used, null for all. */
  readonly rows: Int32Array | null;
  readonly rowCount: number;
  /** The columns of the data that fixed terms and offsets are made of, all rows. */
  readonly predictors: Table;
  readonly layout: readonly TermBlock[];
  /** In lme4's order. */
  readonly theta: Float64Array;
  readonly convergence: Convergence;
  readonly messages: readonly Warning[];
  readonly timing: Timing;
}
