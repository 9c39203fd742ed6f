// Logarithm of a product of many positive numbers, with one call of log: mantissas are multiplied, exponents summed.

let mantissa: f64 = 1;
let exponent: i64 = 0;

export function startProduct(): void {
  mantissa = 1;
  exponent = 0;
}

/** Multiplies the product by x > 0. */
export function multiplyProduct(x: f64): void {
  mantissa *= x;
  if (mantissa > 1e100 || mantissa < 1e-100) normalize();
}

function normalize(): void {
  const bits = reinterpret<u64>(mantissa);
  const power = <i64>((bits >> 52) & 0x7ff) - 1022;
  exponent += power;
  mantissa = reinterpret<f64>((bits & ~((<u64>0x7ff) << 52)) | ((<u64>1022) << 52));
}

/** log of the product so far. */
export function logProduct(): f64 {
  return NativeMath.log(mantissa) + <f64>exponent * 0.6931471805599453;
}
