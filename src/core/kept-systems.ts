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
  letGo(MOST_KEPT - 1);
  kept.add(own);
}

/** Lets systems go until there are `most`; says whether one went. */
export function letGo(most: number): boolean {
  const count = kept.size;
  for (const own of kept) {
    if (kept.size <= most) break;
    if (own.deref()?.release() !== false) kept.delete(own);
  }
  return kept.size < count;
}
