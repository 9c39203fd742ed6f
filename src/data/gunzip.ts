// Gzipped bytes, unpacked by the platform (browsers and Node alike).
import { DataError } from "../errors.js";

/** Whether bytes begin as gzip data do. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

/** The unpacked bytes; damaged or cut-off data end in a DataError, a failing source in its own error. */
export function gunzip(packed: AsyncGenerator<Uint8Array | string>): ReadableStream<Uint8Array> {
  let sourceError: unknown;
  const bytes = new ReadableStream<BufferSource>({
    async pull(controller) {
      try {
        const { done, value } = await packed.next();
        if (done) controller.close();
        else controller.enqueue(value as Uint8Array<ArrayBuffer>);
      } catch (error) {
        sourceError = error;
        controller.error(error);
      }
    },
  });
  const reader = bytes.pipeThrough(new DecompressionStream("gzip")).getReader();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch {
        controller.error(sourceError ?? new DataError("the gzip data are damaged or cut off; copy the file again"));
      }
    },
    // The platform's own stream is left as it is: Node ends the process where one is cancelled that still unpacks.
    async cancel() {
      await packed.return(undefined);
    },
  });
}
