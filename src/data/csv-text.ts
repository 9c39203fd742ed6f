// A source of bytes or text as blocks of text: unpacked, decoded, and refused where it is no text table.
import { DataError } from "../errors.js";
import { decoded } from "./decode-text.js";
import { gunzip, isGzip } from "./gunzip.js";
import { joined } from "./join-bytes.js";
import { MAX_BYTES } from "./limits.js";
import type { DataNotice } from "./notices.js";

/** Where a table may come from. Text is decoded; gzipped bytes are unpacked. */
export type CsvSource =
  | string
  | Uint8Array
  | Blob
  | ReadableStream<Uint8Array | string>
  | AsyncIterable<Uint8Array | string>;

/** How bytes become text. */
export interface TextOptions {
  /** As TextDecoder calls it; UTF-8 where not given, or UTF-16 with its mark, or Windows-1252 where the bytes are neither. */
  readonly encoding?: string | undefined;
  readonly maxBytes?: number | undefined;
  /** Called with the bytes (of text: characters) taken so far, and of how many where that is known. */
  readonly onProgress?: ((done: number, total: number | null) => void) | undefined;
}

const BLOCK = 1 << 16;
/** Enough to know a file by its first bytes. */
const SIGNATURE = 64;
/** What a table of text may begin with, and other files do. */
const SUSPECT = /^(?:\s*[<{[]|PK|PAR1|ARROW1|FEA1|SQLite|%PDF|BZh|RD[XA]|\$FL|\xfd7z|\(\xb5\/\xfd|\xd0\xcf)/;

/** Blocks of the text of `source`, without byte order mark; adds to `notices` what it decided. */
export async function* csvText(source: CsvSource, options: TextOptions, notices: DataNotice[]): AsyncGenerator<string> {
  yield* textOf(unpackedSource(source, options), options, notices);
}

/** The chunks of a source, unpacked, no more of them than `maxBytes`. */
export async function* unpackedSource(
  source: CsvSource,
  { onProgress, maxBytes = MAX_BYTES }: TextOptions,
): AsyncGenerator<Uint8Array | string> {
  const chunks = onProgress === undefined ? chunksOf(source) : counted(chunksOf(source), lengthOf(source), onProgress);
  let length = 0;
  for await (const chunk of unpacked(chunks)) {
    length += chunk.length;
    if (length > maxBytes) throw new DataError(`the file has more than ${maxBytes} bytes, the limit of maxBytes`);
    yield chunk;
  }
}

/** Blocks of text from chunks; throws a DataError where they are no text, or unless `isKnown` of another kind. */
export async function* textOf(
  chunks: AsyncGenerator<Uint8Array | string>,
  { encoding }: TextOptions,
  notices: DataNotice[],
  isKnown = false,
): AsyncGenerator<string> {
  let isFirst = true;
  for await (const block of gathered(decoded(isKnown ? chunks : watched(chunks), encoding, notices))) {
    const text = isFirst && block.charCodeAt(0) === 0xfeff ? block.slice(1) : block;
    isFirst = false;
    if (text.includes("\0")) {
      throw new DataError("the file is not text (it holds NUL characters); is it a CSV file?");
    }
    yield text;
  }
}

/** The chunks, the first of which is looked at. */
async function* watched(chunks: AsyncGenerator<Uint8Array | string>): AsyncGenerator<Uint8Array | string> {
  let isFirst = true;
  for await (const chunk of chunks) {
    if (isFirst && chunk.length > 0) {
      isFirst = false;
      const start = beginning(chunk);
      const isMarked = /^(?:\xff\xfe|\xfe\xff)/.test(start);
      if (!isMarked && (SUSPECT.test(start) || hasControls(start))) {
        const { foreignKind } = await import("./file-kinds.js");
        const reason = foreignKind(start);
        if (reason !== null) throw new DataError(reason);
      }
    }
    yield chunk;
  }
}

/** Whether there are characters that no text has. */
function hasControls(start: string): boolean {
  for (let i = 0; i < start.length; i++) if (start.charCodeAt(i) < 9) return true;
  return false;
}

/** The first bytes as characters of the same codes, without byte order mark. */
export function beginning(chunk: Uint8Array | string): string {
  const start =
    typeof chunk === "string" ? chunk.slice(0, SIGNATURE) : String.fromCharCode(...chunk.subarray(0, SIGNATURE));
  return start.replace(/^(?:\xef\xbb\xbf|\ufeff)/, "");
}

async function* chunksOf(source: CsvSource): AsyncGenerator<Uint8Array | string> {
  if (typeof source === "string") {
    for (let at = 0; at < source.length; at += BLOCK) yield source.slice(at, at + BLOCK);
  } else if (source instanceof Uint8Array) {
    for (let at = 0; at < source.length; at += BLOCK) yield source.subarray(at, at + BLOCK);
  } else if (source instanceof Blob) {
    yield* readStream(source.stream());
  } else if (typeof (source as ReadableStream)?.getReader === "function") {
    yield* readStream(source as ReadableStream<Uint8Array | string>);
  } else if (typeof (source as AsyncIterable<string>)?.[Symbol.asyncIterator] === "function") {
    yield* source as AsyncIterable<Uint8Array | string>;
  } else {
    throw new DataError(`a CSV source cannot be "${nameOf(source)}"; give text, bytes, or a stream of either`);
  }
}

async function* counted(
  chunks: AsyncGenerator<Uint8Array | string>,
  total: number | null,
  onProgress: NonNullable<TextOptions["onProgress"]>,
): AsyncGenerator<Uint8Array | string> {
  let done = 0;
  for await (const chunk of chunks) {
    done += chunk.length;
    onProgress(done, total);
    yield chunk;
  }
}

function lengthOf(source: CsvSource): number | null {
  if (typeof source === "string" || source instanceof Uint8Array) return source.length;
  return source instanceof Blob ? source.size : null;
}

async function* readStream<T>(stream: ReadableStream<T>): AsyncGenerator<T> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function* unpacked(chunks: AsyncGenerator<Uint8Array | string>): AsyncGenerator<Uint8Array | string> {
  const first: Uint8Array[] = [];
  let length = 0;
  let next = await chunks.next();
  try {
    while (!next.done && next.value instanceof Uint8Array && length < SIGNATURE) {
      first.push(next.value);
      length += next.value.length;
      next = await chunks.next();
    }
    const start = joined(first);
    const rest = following(start, next, chunks);
    yield* isGzip(start) ? readStream(gunzip(rest)) : rest;
  } finally {
    await chunks.return(undefined);
  }
}

async function* following(
  start: Uint8Array,
  next: IteratorResult<Uint8Array | string>,
  chunks: AsyncGenerator<Uint8Array | string>,
): AsyncGenerator<Uint8Array | string> {
  if (start.length > 0) yield start;
  if (next.done) return;
  yield next.value;
  yield* chunks;
}

async function* gathered(texts: AsyncGenerator<string>): AsyncGenerator<string> {
  let pending: string[] = [];
  let length = 0;
  for await (const text of texts) {
    pending.push(text);
    length += text.length;
    if (length < BLOCK / 2) continue;
    yield pending.join("");
    pending = [];
    length = 0;
  }
  if (length > 0) yield pending.join("");
}

function nameOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}
