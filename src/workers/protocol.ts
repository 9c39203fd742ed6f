// What a pool and its workers say to one another. Everything in it can be cloned: no functions.

/** Opens a task with what all of its batches share, or runs one batch of the task opened. */
export type WorkRequest =
  | { readonly kind: "open"; readonly task: string; readonly shared: unknown }
  | { readonly kind: "run"; readonly payload: unknown };

/** The one reply to a request; opening has no result. */
export type WorkReply =
  | { readonly kind: "done"; readonly result: unknown }
  | { readonly kind: "failed"; readonly message: string };

/** From what all batches share to a function of one batch; `never` because each task knows its own types. */
export type Task = (shared: never) => (payload: never) => unknown;
