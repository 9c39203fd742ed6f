// How much data are taken, unless options say otherwise.

/** Rows. */
export const MAX_ROWS = 100_000_000;
/** Bytes of a file when unpacked, and of its columns. */
export const MAX_BYTES = 2_147_483_648;
