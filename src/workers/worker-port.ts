// The owner's end of a worker, whether a thread of Node or a Worker of a browser: messages both ways, and its death.
import { UnsupportedError, WorkerError } from "../errors.js";
import { type NodeThreads, nodeThreads, nodeWorkerFile } from "./threads.js";

export interface WorkerPort<Sent> {
  post(message: Sent, transfer?: readonly ArrayBuffer[]): void;
  close(): Promise<void>;
}

export interface PortListener<Received> {
  receive(message: Received): void;
  /** The worker is no more, or its message cannot be read. */
  fail(reason: string): void;
}

/**
 * Starts `url`, by default the package's own worker. Throws UnsupportedError where there are no workers, WorkerError
 * where none can be started.
 */
export function openPort<Sent, Received>(
  url: string | URL | undefined,
  listener: PortListener<Received>,
): WorkerPort<Sent> {
  const threads = nodeThreads();
  if (threads === undefined && typeof globalThis.Worker !== "function") {
    throw new UnsupportedError('there are no workers here; with the option "workers" at 0 this thread does their work');
  }
  try {
    return threads === undefined ? openBrowserWorker(url, listener) : openThread(threads, url, listener);
  } catch (error) {
    throw notStarted((error as Error).message);
  }
}

export function notStarted(reason: string): WorkerError {
  return new WorkerError(
    `a worker could not be started: ${reason}; option "workerUrl" can say where blup's file worker.js is`,
  );
}

function openThread<Sent, Received>(
  threads: NodeThreads,
  url: string | URL | undefined,
  { receive, fail }: PortListener<Received>,
): WorkerPort<Sent> {
  // Flags of this process, such as --input-type, need not suit a file.
  const thread = new threads.Worker(nodeWorkerFile(url), { execArgv: [] });
  thread.on("message", receive);
  thread.on("error", (error: Error) => fail(error.message));
  thread.on("messageerror", (error: Error) => fail(error.message));
  thread.on("exit", (code: number) => fail(`it ended with code ${code}`));
  return {
    post: (message, transfer = []) => thread.postMessage(message, transfer),
    close: async () => void (await thread.terminate()),
  };
}

function openBrowserWorker<Sent, Received>(
  url: string | URL | undefined,
  { receive, fail }: PortListener<Received>,
): WorkerPort<Sent> {
  if (url === undefined && !import.meta.url) throw new Error("a bundle that is no module does not know where it is");
  // Bundlers know this very expression and build a file for the worker.
  const worker =
    url === undefined
      ? new Worker(new URL("./worker.js", import.meta.url), { type: "module" })
      : new Worker(url, { type: "module" });
  worker.onmessage = ({ data }: MessageEvent<Received>) => receive(data);
  worker.onmessageerror = () => fail("its answer cannot be read");
  worker.onerror = (event) => {
    event.preventDefault();
    fail(event.message || "it could not be loaded");
  };
  return {
    post: (message, transfer = []) => worker.postMessage(message, [...transfer]),
    close: async () => worker.terminate(),
  };
}
