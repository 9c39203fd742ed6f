// Where the blocks of [Z X y] lie. Nodes are the levels of the factors in elimination order; factors 0 … sparse−1 are
// eliminated level by level, the levels of the others, X and y form the dense tail. A grouping factor of which only some
// levels are eliminated counts as two factors here, one after the other, in one memory.

/** One grouping factor or segment of one; all pointers are filled in by the caller of the core. Matrices of a level are k × k. */
@unmanaged
export class Factor {
  levels: i32;
  /** Levels of the whole grouping factor where this is its first segment, else 0. */
  total: i32;
  columns: i32;
  /** First scalar row of the factor among all random effects. */
  row0: i32;
  /** Cross-products with later factors: list bounds by level (levels + 1), scalar rows, values [row][k]. */
  aStart: usize;
  aRow: usize;
  aValue: usize;
  /** Z_j'Z_j by level, and [X y]'Z_j by level as [p + 1][k]. */
  aDiagonal: usize;
  aBorder: usize;
  /** The same with earlier factors eliminated; for factor 0 the very same memory. */
  vStart: usize;
  vRow: usize;
  vValue: usize;
  vDiagonal: usize;
  vBorder: usize;
  /** W_j = V_j Λ L_j⁻ᵀ. */
  wValue: usize;
  wBorder: usize;
  /** L_j, M_j = Λ L_j⁻ᵀ, H_j = V_j' S̄ V_j. */
  cholesky: usize;
  half: usize;
  gather: usize;
  /** S̄ V_j, then the columns of S̄ itself, on the pattern of V_j (factors 1 … sparse−1 only). */
  eValue: usize;
  eBorder: usize;
  lambda: usize;
  /** G = Σ_j [Z'PZΛ]_jj − (c/r²) Σ_j g_j u_j'. */
  gradient: usize;
  /** u, b, g by level. */
  spherical: usize;
  mode: usize;
  score: usize;
  /** Λ D̄ Λ' by level: Cov(b_j | y)/σ². */
  covariance: usize;
}

/** For the levels of one factor, which blocks of a sparse factor touch them; empty pointers where none do. */
@unmanaged
export class Touch {
  /** Bounds by level of the touched factor (levels + 1). */
  start: usize;
  /** Level of the earlier factor. */
  level: usize;
  /** Position of the block's first scalar row in that level's list. */
  position: usize;
}

export let factorCount: i32 = 0;
/** Factors eliminated level by level. */
export let sparseCount: i32 = 0;
/** Columns of X kept. */
export let rank: i32 = 0;
export let nobs: f64 = 0;
/** First scalar row of the tail; number of random effects in the tail; rows of the tail with X and y. */
export let tailStart: i32 = 0;
export let tailEffects: i32 = 0;
export let tailRows: i32 = 0;
/** All random effects. */
export let effects: i32 = 0;
/** Whether factor 0 is treated as one dense panel. */
export let densePanel: bool = false;
export let maxColumns: i32 = 0;

let factors: usize = 0;
let touches: usize = 0;

export function setLayout(
  factorTable: usize,
  touchTable: usize,
  count: i32,
  sparse: i32,
  p: i32,
  n: f64,
  dense: bool,
): void {
  factors = factorTable;
  touches = touchTable;
  factorCount = count;
  sparseCount = sparse;
  rank = p;
  nobs = n;
  densePanel = dense;
  effects = 0;
  tailStart = 0;
  maxColumns = 1;
  for (let f = 0; f < count; f++) {
    const size = factorAt(f).levels * factorAt(f).columns;
    if (f < sparse) tailStart += size;
    effects += size;
    maxColumns = max(maxColumns, factorAt(f).columns);
  }
  tailEffects = effects - tailStart;
  tailRows = tailEffects + p + 1;
}

export function factorAt(f: i32): Factor {
  return changetype<Factor>(factors + offsetof<Factor>() * f);
}

/** Touches of factor `f` by sparse factor `s`. */
export function touchAt(s: i32, f: i32): Touch {
  return changetype<Touch>(touches + offsetof<Touch>() * (s * factorCount + f));
}

export function factorBytes(): i32 {
  return offsetof<Factor>();
}
