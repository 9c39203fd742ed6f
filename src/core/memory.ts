// The only place that makes views of the core's memory. A view is good until the next allocation.
import { UnsupportedError } from "../errors.js";
import type { CoreExports } from "./load.js";

export const GIB = 1073741824;

export class CoreMemory {
  constructor(private readonly core: CoreExports) {}

  /** Address of `bytes` bytes. Throws UnsupportedError where 4 GiB do not suffice. */
  allocate(bytes: number): number {
    return this.granted(this.core.allocate(bytes), bytes);
  }

  /** Zero-filled doubles. */
  doubles(length: number): number {
    const bytes = Math.max(8 * length, 8);
    return this.granted(this.core.allocateZeroed(bytes), bytes);
  }

  f64(address: number, length: number): Float64Array {
    return new Float64Array(this.core.memory.buffer, address >>> 0, length);
  }

  i32(address: number, length: number): Int32Array {
    return new Int32Array(this.core.memory.buffer, address >>> 0, length);
  }

  /** Copies integers into the core. */
  integers(values: Int32Array): number {
    const address = this.allocate(Math.max(4 * values.length, 4));
    this.i32(address, values.length).set(values);
    return address;
  }

  private granted(address: number, bytes: number): number {
    if (address !== 0) return address >>> 0;
    const used = this.core.memory.buffer.byteLength;
    const asked = `${(used / GIB).toFixed(1)} GiB in use, ${(bytes / GIB).toFixed(1)} GiB more wanted`;
    throw new UnsupportedError(
      used + bytes < 4 * GIB
        ? `the system gives no more memory to WebAssembly (${asked})`
        : `the model needs more than the 4 GiB that WebAssembly can address (${asked}); fewer levels in the ` +
            "second-largest grouping factor, or fewer random slopes, would help",
    );
  }
}
