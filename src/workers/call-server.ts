// The worker's side of calls: methods by name, until the worker is ended.
import type { CallReply, CallRequest, Methods } from "./calls.js";
import { unpack } from "./carry.js";
import { errorData } from "./error-data.js";
import { nodeThreads } from "./threads.js";

/** Answers calls of the given methods. */
export function serveCalls(methods: Methods): void {
  const port = ownPort();
  const running = new Map<number, AbortController>();
  const answer = async (request: Extract<CallRequest, { kind: "call" }>): Promise<void> => {
    const { id, method, args, carried } = request;
    const post = (reply: CallReply) => port.post(reply);
    const controller = new AbortController();
    running.set(id, controller);
    try {
      if (!Object.hasOwn(methods, method)) throw new Error(`the worker has no method "${method}"`);
      const callback =
        (index: number) =>
        (...values: unknown[]) =>
          post({ kind: "callback", id, index, args: values });
      const whole = unpack(args, carried, callback, controller.signal);
      post({ kind: "result", id, value: await methods[method](...(whole as never[])) });
    } catch (error) {
      post({ kind: "error", id, error: errorData(error) });
    } finally {
      running.delete(id);
    }
  };
  port.listen((request: CallRequest) => {
    if (request.kind === "call") void answer(request);
    else running.get(request.id)?.abort();
  });
}

/** The worker's end of the line to its owner, in Node and in browsers. */
function ownPort(): { listen(receive: (message: never) => void): void; post(message: unknown): void } {
  const port = nodeThreads()?.parentPort;
  if (port) {
    return { listen: (receive) => port.on("message", receive), post: (message) => port.postMessage(message) };
  }
  return {
    listen: (receive) =>
      globalThis.addEventListener("message", ({ data }: MessageEvent) => {
        receive(data as never);
      }),
    post: (message) => globalThis.postMessage(message),
  };
}

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
