// One growing arena for all bulk data. Nothing is freed singly; a caller may go back to a mark.

const PAGE: u64 = 65536;
const LIMIT: u64 = 65536 * PAGE - 64;

let top: usize = (__heap_base + 63) & ~63;
/** Memory from here on has never been used, and so is zero. */
let fresh: usize = top;

/** A 64-byte aligned block of uninitialised memory, or 0 when 4 GiB do not suffice. */
export function allocate(bytes: f64): usize {
  const need = (<u64>bytes + 63) & ~63;
  const end = <u64>top + need;
  if (bytes < 0 || end > LIMIT) return 0;
  const have = <u64>memory.size() * PAGE;
  if (end > have) {
    const pages = <i32>((end - have + PAGE - 1) / PAGE);
    if (memory.grow(pages) < 0) return 0;
  }
  const block = top;
  top = <usize>end;
  return block;
}

/** As `allocate`, filled with zeros. */
export function allocateZeroed(bytes: f64): usize {
  const block = allocate(bytes);
  if (block != 0 && block < fresh) memory.fill(block, 0, min(fresh, top) - block);
  return block;
}

/** The current end of the arena, to be given to `release`. */
export function mark(): usize {
  return top;
}

/** Gives back everything allocated since `position` was marked. */
export function release(position: usize): void {
  fresh = max(fresh, top);
  top = position;
}
