// The memory in which cells stand, and the products that are computed there: assembly/cells.ts, an instance a system.
import bytes from "../../../build/cells.wasm";

interface CellExports extends Record<string, unknown> {
  readonly memory: WebAssembly.Memory;
  firstFree(): number;
  gather(levels: number, k: number, l: number, ...addresses: number[]): void;
  scatter(levels: number, k: number, l: number, ...addresses: number[]): void;
}

const PAGE = 65536;

let compiled: WebAssembly.Module | undefined;

export class CellMemory {
  readonly exports: CellExports;
  private top: number;
  /** Two panels. */
  private room = { rows: 0, from: 0, to: 0 };

  constructor() {
    compiled ??= new WebAssembly.Module(bytes);
    this.exports = new WebAssembly.Instance(compiled).exports as unknown as CellExports;
    this.top = this.exports.firstFree();
  }

  /** Address of zeroed bytes; views made before are none any more. Throws RangeError where there is no memory. */
  allocate(size: number): number {
    const address = this.top;
    this.top += (size + 63) & ~63;
    const { memory } = this.exports;
    const missing = this.top - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    return address;
  }

  i32(address: number, length: number): Int32Array {
    return new Int32Array(this.exports.memory.buffer, address, length);
  }

  f64(address: number, length: number): Float64Array {
    return new Float64Array(this.exports.memory.buffer, address, length);
  }

  /** Has room for two panels of eight vectors of so many rows; once, when the cells are there. */
  makeRoom(rows: number): void {
    this.room = { rows, from: this.allocate(64 * rows), to: this.allocate(64 * rows) };
  }

  /** Calls `product` with the addresses of both panels; `to` gets what it has made of the second. */
  between(from: Float64Array, to: Float64Array, product: (from: number, to: number) => void): void {
    this.f64(this.room.from, from.length).set(from);
    const target = this.f64(this.room.to, to.length);
    target.set(to);
    product(this.room.from, this.room.to);
    to.set(target);
  }
}
