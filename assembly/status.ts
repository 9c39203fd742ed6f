// Status codes of the core. A positive status k means that pivot k (1-based, as LAPACK's info) is not positive.

export const OK: i32 = 0;
/** A block of the first stage is not positive definite. */
export const BLOCK_FAILED: i32 = -1;
