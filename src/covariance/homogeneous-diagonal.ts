// diag with hom = TRUE: independent columns of one variance.
import { scaledCorrelation } from "./composed.js";

export const homogeneousDiagonal = scaledCorrelation({
  name: "homdiag",
  call: "diag",
  hom: true,
  simpler: [],
  correlation: null,
  theta: () => [{ label: "*", row: 0, column: 0 }],
});
