// LZ4 frames, in which Arrow files are packed by default; after the format's description (lz4_Frame_format.md, 1.6.4).

const MAGIC = 0x184d2204;
/** Bits of the frame's descriptor. */
const BLOCK_CHECKSUM = 0x10;
const CONTENT_SIZE = 0x08;
const DICTIONARY = 0x01;
const UNCOMPRESSED = 0x80000000;
/** Matches are four bytes longer than they say. */
const LEAST_MATCH = 4;

/** The `length` bytes that a frame holds; throws where it holds others. */
export function unpackLz4Frame(packed: Uint8Array, length: number): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw new Error("no LZ4 frame");
  const flags = packed[4];
  let at = 7 + ((flags & CONTENT_SIZE) === 0 ? 0 : 8) + ((flags & DICTIONARY) === 0 ? 0 : 4);
  const out = new Uint8Array(length);
  let filled = 0;
  for (;;) {
    const size = view.getUint32(at, true);
    at += 4;
    if (size === 0) break;
    const end = at + (size & ~UNCOMPRESSED);
    if (end > packed.length) throw new Error("LZ4 frame is cut off");
    if ((size & UNCOMPRESSED) !== 0) {
      out.set(packed.subarray(at, end), filled);
      filled += end - at;
    } else filled = unpackBlock(packed, at, end, out, filled);
    at = end + ((flags & BLOCK_CHECKSUM) === 0 ? 0 : 4);
  }
  if (filled !== length) throw new Error(`LZ4 frame holds ${filled} bytes, not ${length}`);
  return out;
}

/** Sequences of literals and of copies of what was unpacked before, in this block or an earlier one; gives where they end. */
function unpackBlock(packed: Uint8Array, from: number, end: number, out: Uint8Array, filled: number): number {
  let at = from;
  let to = filled;
  const extended = (count: number): number => {
    let total = count;
    for (let byte = count === 15 ? 255 : 0; byte === 255; ) {
      byte = packed[at++];
      total += byte;
    }
    return total;
  };
  while (at < end) {
    const token = packed[at++];
    const literals = extended(token >> 4);
    if (at + literals > end || to + literals > out.length) throw new Error("LZ4 block is damaged");
    out.set(packed.subarray(at, at + literals), to);
    at += literals;
    to += literals;
    if (at === end) return to;
    const distance = packed[at] | (packed[at + 1] << 8);
    at += 2;
    const match = extended(token & 15) + LEAST_MATCH;
    if (distance === 0 || distance > to || to + match > out.length) throw new Error("LZ4 block is damaged");
    // Byte by byte, since a copy may begin within itself.
    for (let i = 0; i < match; i++, to++) out[to] = out[to - distance];
  }
  return to;
}
