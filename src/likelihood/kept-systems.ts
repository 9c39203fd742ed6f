// Systems hold a WebAssembly instance each: those of the fits that were used last are kept, others built again when asked.

/** Who has a system, and can build it again. */
interface Holder {
  /** Lets it go, where that can be built again as it is; says whether it did. */
  release(): boolean;
}

const MOST_KEPT = 256;
/** The one that was used last at the end. */
const kept = new Set<WeakRef<Holder>>();

/** Says that `own` uses its system, or builds one; others are let go, the one that was not used for longest first. */
export function keep(own: WeakRef<Holder>): void {
  kept.delete(own);
  for (const other of kept) {
    if (kept.size < MOST_KEPT) break;
    if (other.deref()?.release() !== false) kept.delete(other);
  }
  kept.add(own);
}
