// What a caller and its worker say to one another: calls of named methods, callbacks, and news of aborted signals.

/** Something in the arguments that no clone carries, by the keys that lead to it. */
export interface Carried {
  readonly kind: "callback" | "signal";
  readonly path: readonly (string | number)[];
}

export type CallRequest =
  | {
      readonly kind: "call";
      readonly id: number;
      readonly method: string;
      readonly args: readonly unknown[];
      readonly carried: readonly Carried[];
    }
  | { readonly kind: "abort"; readonly id: number };

/** An error as plain data: its class by name, and what a MixedModelError says besides its message. */
export interface ErrorData {
  readonly name: string;
  readonly message: string;
  readonly details: Readonly<Record<string, string | number>>;
}

export type CallReply =
  | { readonly kind: "result"; readonly id: number; readonly value: unknown }
  | { readonly kind: "error"; readonly id: number; readonly error: ErrorData }
  /** Call number `id` calls the function that was at `carried[index]`. */
  | { readonly kind: "callback"; readonly id: number; readonly index: number; readonly args: readonly unknown[] };

/** A method that a worker answers; `never` because each knows its own arguments. */
export type Method = (...args: never[]) => unknown;

export type Methods = Readonly<Record<string, Method>>;
