// One worker, whether a thread of Node or a Worker of a browser: a request in, a promise of its reply out.
import { UnsupportedError, WorkerError } from "../errors.js";
import type { WorkReply, WorkRequest } from "./protocol.js";
import { type NodeThreads, nodeThreads } from "./threads.js";

export interface OpenWorker {
  /** One request at a time. Rejects with WorkerError where the worker is no more. */
  call(request: WorkRequest, transfer?: readonly ArrayBuffer[]): Promise<WorkReply>;
  close(): Promise<void>;
}

interface Port {
  post(request: WorkRequest, transfer: readonly ArrayBuffer[]): void;
  close(): Promise<void>;
}

interface Listener {
  reply(reply: WorkReply): void;
  fail(reason: string): void;
}

/** Starts `url`, by default the package's own worker; throws UnsupportedError where there are no workers. */
export function openWorker(url: string | URL | undefined): OpenWorker {
  let waiting: { resolve: (reply: WorkReply) => void; reject: (error: Error) => void } | null = null;
  let gone: WorkerError | null = null;
  const port = openPort(url, {
    reply: (reply) => waiting?.resolve(reply),
    fail: (reason) => {
      gone ??= new WorkerError(reason);
      waiting?.reject(gone);
    },
  });
  return {
    call: (request, transfer = []) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        if (gone === null) port.post(request, transfer);
        else reject(gone);
      }),
    close: port.close,
  };
}

function openPort(url: string | URL | undefined, listener: Listener): Port {
  const threads = nodeThreads();
  if (threads !== undefined) return openThread(threads, url, listener);
  if (typeof globalThis.Worker === "function") return openBrowserWorker(url, listener);
  throw new UnsupportedError('there are no workers here; with the option "workers" at 0 this thread does their work');
}

function openThread(threads: NodeThreads, url: string | URL | undefined, { reply, fail }: Listener): Port {
  // Not in one expression with import.meta.url, which a bundler would take for a file to be copied.
  const here = import.meta.url;
  // Flags of this process, such as --input-type, need not suit a file.
  const thread = new threads.Worker(new URL(url ?? "./worker.js", here), { execArgv: [] });
  thread.on("message", reply);
  thread.on("error", (error: Error) => fail(error.message));
  thread.on("messageerror", (error: Error) => fail(error.message));
  thread.on("exit", (code: number) => fail(`it ended with code ${code}`));
  return {
    post: (request, transfer) => thread.postMessage(request, transfer),
    close: async () => void (await thread.terminate()),
  };
}

function openBrowserWorker(url: string | URL | undefined, { reply, fail }: Listener): Port {
  // Bundlers know this very expression and build a file for the worker.
  const worker =
    url === undefined
      ? new Worker(new URL("./worker.js", import.meta.url), { type: "module" })
      : new Worker(url, { type: "module" });
  worker.onmessage = ({ data }: MessageEvent<WorkReply>) => reply(data);
  worker.onmessageerror = () => fail("its answer cannot be read");
  worker.onerror = (event) => {
    event.preventDefault();
    fail(event.message || "it could not be loaded");
  };
  return {
    post: (request, transfer) => worker.postMessage(request, [...transfer]),
    close: async () => worker.terminate(),
  };
}
