// One worker of a pool: a request in, a promise of its reply out.
import { WorkerError } from "../errors.js";
import type { WorkReply, WorkRequest } from "./protocol.js";
import { openPort } from "./worker-port.js";

export interface OpenWorker {
  /** One request at a time. Rejects with WorkerError where the worker is no more. */
  call(request: WorkRequest, transfer?: readonly ArrayBuffer[]): Promise<WorkReply>;
  close(): Promise<void>;
}

/** Starts `url`, by default the package's own worker; throws UnsupportedError where there are no workers. */
export function openWorker(url: string | URL | undefined): OpenWorker {
  let waiting: { resolve: (reply: WorkReply) => void; reject: (error: Error) => void } | null = null;
  let gone: WorkerError | null = null;
  const port = openPort<WorkRequest, WorkReply>(url, {
    receive: (reply) => waiting?.resolve(reply),
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
