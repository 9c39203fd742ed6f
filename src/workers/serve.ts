// The worker's side of a pool, in Node and in browsers.
import { ownPort } from "./own-port.js";
import type { Task, WorkReply, WorkRequest } from "./protocol.js";

/** Answers requests for the given tasks until the worker is ended. */
export function serve(tasks: Readonly<Record<string, Task>>): void {
  let run: ReturnType<Task> | null = null;
  const answer = async (request: WorkRequest): Promise<WorkReply> => {
    try {
      if (request.kind === "run") return { kind: "done", result: await run?.(request.payload as never) };
      if (!Object.hasOwn(tasks, request.task)) throw new Error(`it has no task "${request.task}"`);
      run = tasks[request.task](request.shared as never);
      return { kind: "done", result: null };
    } catch (error) {
      return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
    }
  };
  const port = ownPort();
  port.listen(async (request: WorkRequest) => {
    if (request.kind === "open" || request.kind === "run") port.post(await answer(request));
  });
}
