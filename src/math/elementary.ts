// The transcendental functions a formula may use. The engine supplies them from the WebAssembly core,
// because those of JavaScript engines differ in their last bits.

/** One value in, one value out, the same bits on every machine. */
export interface Elementary {
  log(x: number): number;
  log2(x: number): number;
  log10(x: number): number;
  log1p(x: number): number;
  exp(x: number): number;
  expm1(x: number): number;
  sin(x: number): number;
  cos(x: number): number;
  tan(x: number): number;
  pow(x: number, y: number): number;
}
