// Rows of a linear model as a source of blocks, and its system: blocks with such rows.

import { logSum } from "../core/elementary.js";
import { type CoreExports, instantiateCore } from "../core/load.js";
import { CoreMemory } from "../core/memory.js";
import type { BlockShape } from "./block-layout.js";
import { Blocks, type Source } from "./blocks.js";
import { type FixedBasis, fixedBasis, leastSquares } from "./fixed-basis.js";
import { ResponsePass } from "./response-pass.js";
import { RandomChunks, RowChunks } from "./row-chunks.js";
import { coefficientsIn, rowUnits } from "./row-units.js";
import { groupingByRows, type StructureChoice } from "./symbolic/structure.js";
import type { EngineInput } from "./types.js";

export class LinearRows implements Source {
  readonly core: CoreExports = instantiateCore();
  readonly memory = new CoreMemory(this.core);
  readonly shape: BlockShape;
  readonly basis: FixedBasis;
  readonly chunks: RowChunks;
  private responses: ResponsePass | null = null;

  constructor(readonly input: EngineInput) {
    this.chunks = new RowChunks(input, rowUnits(input), this.core, this.memory);
    this.basis = fixedBasis(this.chunks, input.fixed.length, input.response);
    this.shape = {
      ...groupingByRows(input.factors),
      nobs: input.observations ?? input.nobs,
      logWeights: input.weights === null ? (input.logWeights ?? 0) : logSum(input.weights),
      fixed: this.basis,
    };
  }

  /** Least-squares coefficients of the response on all columns of X. */
  leastSquares(): Float64Array {
    return coefficientsIn(this.chunks.units, this.storedLeastSquares());
  }

  /** The same in the units of the rows. */
  private storedLeastSquares(): Float64Array {
    const { basis, chunks, input } = this;
    return leastSquares(basis, basis.projection, (found) =>
      chunks.basisProjection(input.response, basis.transform, basis.kept.length, found),
    );
  }

  /** One pass over the rows: every block with Z, and the Gram matrix of the fixed part. */
  fill(blocks: Blocks): void {
    const { core, memory, basis, chunks, input } = this;
    const coefficients = this.storedLeastSquares();
    const mark = core.mark();
    const random = new RandomChunks(input, blocks.structure, chunks.rows, memory);
    const gram = chunks.basisGram(input.response, basis.transform, blocks.rank, coefficients, (rows, first) => {
      random.fill(first, rows);
      core.accumulateRows(rows, random.codesTable, random.zTable, random.positionTable, chunks.basisAddress);
    });
    core.release(mark);
    const { units } = chunks;
    blocks.takeResponse({ gram, coefficients: coefficientsIn(units, coefficients), unit: units.response });
  }

  /** Replaces the response in blocks that these rows have filled. */
  setResponse(blocks: Blocks, response: Float64Array): void {
    this.responses ??= new ResponsePass(this.input, this.basis, this.chunks, blocks);
    blocks.takeResponse(this.responses.replace(response));
  }
}

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
