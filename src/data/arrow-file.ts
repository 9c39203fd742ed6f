// Arrow files and streams, and Feather of version 2, by flechette. Loaded when such a file comes, and so without classes of the
// package.
import { CompressionType, setCompressionCodec, tableFromIPC } from "@uwdata/flechette";
import type { Unpack } from "./compressors.js";
import { unpackLz4Frame } from "./lz4-frame.js";

/** The table of a file; `check` is told how long each part is before it is unpacked. */
export async function arrowTable(bytes: Uint8Array, check: (length: number) => void) {
  const codec = (unpack: Unpack) => ({
    encode: (plain: Uint8Array) => plain,
    decode: (packed: Uint8Array, length: number) => {
      check(length);
      return unpack(packed, length);
    },
  });
  const read = () => tableFromIPC(bytes, { useDate: true });
  setCompressionCodec(CompressionType.LZ4_FRAME, codec(unpackLz4Frame));
  try {
    return read();
  } catch (error) {
    if (!/codec "ZSTD"/.test((error as Error).message)) throw error;
  }
  const { compressors } = await import("./compressors.js");
  // A copy of its own begins where numbers of eight bytes may.
  setCompressionCodec(
    CompressionType.ZSTD,
    codec((packed, length) => compressors.ZSTD(packed, length).slice()),
  );
  return read();
}
