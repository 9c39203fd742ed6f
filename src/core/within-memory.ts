// Memory that the system does not give to JavaScript.
import { UnsupportedError } from "../errors.js";

/**
 * What `run` gives; where the system has no memory for its arrays, an UnsupportedError instead of the engine's own
 * RangeError.
 */
export async function withinMemory<T>(purpose: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof RangeError) || !/alloc|memory|array length/i.test(error.message)) throw error;
    throw new UnsupportedError(
      `the system gives no more memory for ${purpose} (${error.message}); raise its limit, or take fewer rows or columns`,
    );
  }
}
