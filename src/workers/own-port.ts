// The worker's own end of the line to its owner, in Node and in browsers.
import { nodeThreads } from "./threads.js";

export interface OwnPort {
  listen(receive: (message: never) => void): void;
  post(message: unknown): void;
}

/** Several may listen; each takes the messages of its own kinds. */
export function ownPort(): OwnPort {
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
