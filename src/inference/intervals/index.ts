export {
  type Bootstrap,
  type BootstrapEstimates,
  type BootstrapOptions,
  type BootstrapParameter,
  bootstrap,
} from "./bootstrap.js";
export type { BootstrapType, ConfidenceInterval, ConfidenceIntervals, IntervalMethod } from "./confidence-interval.js";
export {
  type BootConfintOptions,
  type BootstrapIntervalOptions,
  bootstrapIntervals,
  type ConfintOptions,
  confint,
  type ProfileConfintOptions,
  type WaldConfintOptions,
} from "./confint.js";
export type { ModelParameter, ParameterKind } from "./model-parameters.js";
export { type ParameterProfile, type Profile, type ProfileOptions, type ProfilePoint, profile } from "./profile.js";
export { type ProfileCurve, profileCurve } from "./profile-curve.js";
