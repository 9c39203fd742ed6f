// The worker's side of a pool: methods that open a task and run its batches.
import type { Methods } from "./calls.js";

/** From what all batches share to a function of one batch; `never` because each task knows its own types. */
export type Task = (shared: never) => (payload: never) => unknown;

/** What a pool calls: "open" with the name of a task and what its batches share, then "run" with one batch at a time. */
export function taskMethods(tasks: Readonly<Record<string, Task>>): Methods {
  let run: ReturnType<Task> | null = null;
  return {
    open: (task: string, shared: never) => {
      if (!Object.hasOwn(tasks, task)) throw new Error(`it has no task "${task}"`);
      run = tasks[task](shared);
    },
    run: (payload: never) => run?.(payload),
  };
}
