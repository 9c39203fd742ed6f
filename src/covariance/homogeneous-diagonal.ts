// diag with hom = TRUE: independent columns of one variance.
import { scaledCorrelation } from "./composed.js";
import { lowerEntries } from "./entry-parameters.js";

export const homogeneousDiagonal = scaledCorrelation({
  name: "homdiag",
  call: "diag",
  hom: true,
  simpler: [],
  correlation: null,
  theta: () => lowerEntries(["*"]),
});
