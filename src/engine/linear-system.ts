// The system of a linear model: blocks with the rows that fill them.
import { Blocks } from "./blocks.js";
import { LinearRows } from "./linear-rows.js";
import type { StructureChoice } from "./symbolic/structure.js";
import type { EngineInput } from "./types.js";

export class LinearSystem extends Blocks {
  readonly rows: LinearRows;

  /** `choice` as for Blocks. */
  constructor(input: EngineInput, choice: StructureChoice = {}) {
    const rows = new LinearRows(input);
    super(rows.shape, choice, rows.core, rows.memory);
    this.rows = rows;
    rows.fill(this);
  }

  /** Replaces the response; structure and Z'Z are kept. */
  setResponse(response: Float64Array): void {
    this.rows.setResponse(this, response);
  }
}
