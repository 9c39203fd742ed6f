// What is doubtful about predictions for new data.
import { type TableLike, toTable } from "../../data/to-table.js";
import { outsideKnots } from "../../design/outside-knots.js";
import type { Fit } from "../../fit/fit.js";
import type { Notice } from "../../frame/frame-checks.js";

/** `W_OUTSIDE_KNOTS` for each bs() of the model beyond whose boundary some rows lie; none for the rows fitted. */
export function newDataWarnings({ predictor }: Fit, newData: TableLike | null | undefined): Notice[] {
  return newData === null || newData === undefined ? [] : outsideKnots(predictor.design, toTable(newData));
}
