// The ABI of the core, in the order in which a fit calls it. All pointers are byte addresses in the core's memory.
export { allocate, allocateZeroed, mark, release } from "./linalg/arena";
export { factorBytes, setLayout } from "./mixed/layout";
export { columnLength, setWorkspace } from "./mixed/workspace";
export { accumulateRows, gramRows, transformRows } from "./mixed/crossprod";
export { crossMoment, fourthMoment, projectedCross } from "./mixed/curvature";
export { factorize, logDeterminant, logDeterminantFixed, profiled, pwrss } from "./mixed/system";
export { scoreTail, solve, solveFixed } from "./mixed/solution";
export { gradient, selectedInverse } from "./mixed/gradient";
export { averageInformation, effectSquares, forwardEffects, projectedGram } from "./mixed/information";
export { vectorRows } from "./mixed/right-hand-sides";
export { logProduct, multiplyProduct, startProduct } from "./linalg/logarithm";
export { cholesky, element, tileRowBytes } from "./linalg/dense";
export { cos, exp, expm1, log, log10, log1p, log2, pow, sin, tan } from "./elementary";
export { productPanelLength, setProducts } from "./mixed/panel-products";
export { accumulateWeighted, respond, reweight, setBase, setFamily, setRows } from "./response/rows";
export { mixModes, modeDecrement, scaleModes, solveModes } from "./response/modes";
export {
  invertPairs,
  leverageChunk,
  leverageRows,
  leverageSum,
  parameterSlope,
  setLeverage,
  setVectors,
} from "./response/leverage";
export { combineGradient, gradientRows, projectRows, slopeRows, solveSystem, weighMove } from "./response/implicit";
export { constantSlope } from "./response/density";
export {
  constantRows,
  linkFunctionRows,
  linkInverseRows,
  meanDerivativeRows,
  unitDevianceRows,
  workingWeightRows,
  varianceRows,
} from "./response/functions";
export {
  quadratureByParameter,
  quadratureByScale,
  quadratureDeviance,
  quadratureGradient,
  setQuadrature,
} from "./response/quadrature";
