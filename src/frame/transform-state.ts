// What transforms learn from the data a model is fitted to, so that new data are transformed alike.
import { EngineBugError } from "../errors.js";

/** Plain JSON; which fields a transform has depends on the function that was called. */
export type Transform =
  | { readonly kind: "polynomial"; readonly alpha: readonly number[]; readonly norms: readonly number[] }
  | { readonly kind: "linear"; readonly center: number; readonly scale: number }
  | { readonly kind: "numbers"; readonly values: readonly number[] }
  | { readonly kind: "levels"; readonly levels: readonly string[] };

/** By the call as R deparses it: "poly(Days, 2)". */
export type TransformState = Readonly<Record<string, Transform>>;

/** Transforms by call: learned where not known yet, recalled where known. */
export class TransformMemory {
  readonly #known: Map<string, Transform>;

  constructor(state: TransformState = {}) {
    this.#known = new Map(Object.entries(state));
  }

  recall<K extends Transform["kind"]>(
    call: string,
    kind: K,
    learn: () => Extract<Transform, { kind: K }>,
  ): Extract<Transform, { kind: K }> {
    const known = this.#known.get(call);
    if (known === undefined) {
      const learned = learn();
      this.#known.set(call, learned);
      return learned;
    }
    if (known.kind !== kind)
      throw new EngineBugError(`transform "${call}" is remembered as ${known.kind}, not ${kind}`);
    return known as Extract<Transform, { kind: K }>;
  }

  toState(): TransformState {
    return Object.fromEntries(this.#known);
  }
}
