export type { PredictionsOptions } from "./interval-options.js";
export { type Predictions, predictions } from "./predictions.js";
export type { RandomSelection } from "./selected-effects.js";
