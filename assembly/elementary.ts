// Transcendental functions with the same bits on every machine, for formulas and for the optimiser's surroundings.

export function log(x: f64): f64 {
  return NativeMath.log(x);
}
export function log2(x: f64): f64 {
  return NativeMath.log2(x);
}
export function log10(x: f64): f64 {
  return NativeMath.log10(x);
}
export function log1p(x: f64): f64 {
  return NativeMath.log1p(x);
}
export function exp(x: f64): f64 {
  return NativeMath.exp(x);
}
export function expm1(x: f64): f64 {
  return NativeMath.expm1(x);
}
export function sin(x: f64): f64 {
  return NativeMath.sin(x);
}
export function cos(x: f64): f64 {
  return NativeMath.cos(x);
}
export function tan(x: f64): f64 {
  return NativeMath.tan(x);
}
export function pow(x: f64, y: f64): f64 {
  return NativeMath.pow(x, y);
}
