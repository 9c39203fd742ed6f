// The kinds of compression that Parquet and Arrow files have, by hyparquet-compressors; apart, for they are large.
import { compressors as known } from "hyparquet-compressors";

export type Unpack = (packed: Uint8Array, length: number) => Uint8Array;

/** By their names in Parquet. */
export const compressors = known as Readonly<Record<"BROTLI" | "GZIP" | "LZ4" | "LZ4_RAW" | "SNAPPY" | "ZSTD", Unpack>>;
