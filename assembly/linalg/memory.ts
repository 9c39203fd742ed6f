// Memory as vectors: p[i] for the doubles, the 32-bit indices or the addresses that begin at p. All of it is inlined.

/** Bytes of n doubles. */
@inline
export function bytes(n: usize): usize {
  return n << 3;
}

/** Address of p[i]. */
@inline
export function at(p: usize, i: usize): usize {
  return p + (i << 3);
}

/** p[i]. */
@inline
export function get(p: usize, i: usize): f64 {
  return load<f64>(p + (i << 3));
}

/** p[i] ← x. */
@inline
export function set(p: usize, i: usize, x: f64): void {
  store<f64>(p + (i << 3), x);
}

/** p[i] ← p[i] + x. */
@inline
export function add(p: usize, i: usize, x: f64): void {
  const to = p + (i << 3);
  store<f64>(to, load<f64>(to) + x);
}

/** p[i] ← p[i] − x. */
@inline
export function subtract(p: usize, i: usize, x: f64): void {
  const to = p + (i << 3);
  store<f64>(to, load<f64>(to) - x);
}

/** p ← 0 over n doubles. */
@inline
export function clear(p: usize, n: usize): void {
  memory.fill(p, 0, n << 3);
}

/** to ← from over n doubles. */
@inline
export function copy(to: usize, from: usize, n: usize): void {
  memory.copy(to, from, n << 3);
}

/** Address of p[i], for indices. */
@inline
export function indexAt(p: usize, i: usize): usize {
  return p + (i << 2);
}

/** p[i], an index. */
@inline
export function index(p: usize, i: usize): i32 {
  return load<i32>(p + (i << 2));
}

/** p[i + 1], an index: the end of list i where p holds the bounds of lists. */
@inline
export function indexAfter(p: usize, i: usize): i32 {
  return load<i32>(p + (i << 2), 4);
}

/** p[i], an address. */
@inline
export function pointer(p: usize, i: usize): usize {
  return load<usize>(p + (i << 2));
}
