// A source of bytes or text as blocks of text: unpacked, decoded, and refused where it is no text table.
import { DataError } from "../errors.js";
import { gunzip, isGzip } from "./gunzip.js";

/** Where CSV text may come from. Text is UTF-8; gzipped bytes are unpacked. */
export type CsvSource =
  | string
  | Uint8Array
  | Blob
  | ReadableStream<Uint8Array | string>
  | AsyncIterable<Uint8Array | string>;

/** Told how much of a source was taken, and of how much where that is known. */
export type ReadProgress = (done: number, total: number | null) => void;

const BLOCK = 1 << 16;
/** Enough to know a file by its first bytes. */
const SIGNATURE = 16;
const NOT_TEXT: readonly (readonly [signature: string, what: string])[] = [
  ["PK\x03\x04", "an Excel workbook or a zip archive; export the table as CSV, or unpack it"],
  ["\xd0\xcf\x11\xe0", "an Excel workbook of the old kind; export the table as CSV"],
  ["\xff\xfe", "UTF-16 text; save it as UTF-8"],
  ["\xfe\xff", "UTF-16 text; save it as UTF-8"],
  ["PAR1", "a Parquet file; export the table as CSV"],
  ["ARROW1", "an Arrow file; export the table as CSV"],
  ["SQLite format", "an SQLite database; export the table as CSV"],
  ["%PDF", "a PDF document; export the table as CSV"],
  ["BZh", "a bzip2 archive; unpack it, or use gzip"],
  ["\xfd7zXZ", "an xz archive; unpack it, or use gzip"],
  ["\x28\xb5\x2f\xfd", "a Zstandard archive; unpack it, or use gzip"],
  ["RDX", "an R data file; write the table with write.csv"],
];
const WEB_PAGE = /^\s*<(?:!doctype|html|head|body|\?xml)/i;
const JSON_TEXT = /^\s*(?:\{\s*"|\[\s*[[{])/;

/** Blocks of the text of `source`, without byte order mark. */
export async function* csvText(source: CsvSource, onProgress?: ReadProgress): AsyncGenerator<string> {
  let isFirst = true;
  const chunks = onProgress === undefined ? chunksOf(source) : counted(chunksOf(source), lengthOf(source), onProgress);
  for await (const block of gathered(decoded(unpacked(chunks)))) {
    const text = isFirst && block.charCodeAt(0) === 0xfeff ? block.slice(1) : block;
    if (isFirst) refuseMarkup(text);
    if (text.includes("\0")) throw new DataError("the file is not text (it holds NUL characters); is it a CSV file?");
    isFirst = false;
    yield text;
  }
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
  onProgress: ReadProgress,
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
    const start = joined(first, length);
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

async function* decoded(chunks: AsyncGenerator<Uint8Array | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let isFirst = true;
  let at = 0;
  for await (const chunk of chunks) {
    if (isFirst && chunk.length > 0) {
      refuseSignature(typeof chunk === "string" ? chunk.slice(0, SIGNATURE) : latin1(chunk.subarray(0, SIGNATURE)));
      isFirst = false;
    }
    if (typeof chunk === "string") {
      yield chunk;
    } else if (chunk instanceof Uint8Array) {
      try {
        yield decoder.decode(chunk, { stream: true });
      } catch {
        throw notUtf8(chunk, at);
      }
      at += chunk.length;
    } else {
      throw new DataError(`a CSV stream gave "${nameOf(chunk)}"; it must give text or bytes`);
    }
  }
  try {
    yield decoder.decode();
  } catch {
    throw new DataError("the file ends within a character; it is cut off, or not UTF-8");
  }
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

function refuseSignature(start: string): void {
  for (const [signature, what] of NOT_TEXT) {
    if (start.startsWith(signature)) throw new DataError(`the file is not CSV text: it looks like ${what}`);
  }
}

function refuseMarkup(text: string): void {
  if (WEB_PAGE.test(text)) {
    throw new DataError(
      "the file is not CSV text: it looks like a web page; was a link to a page saved in place of the data?",
    );
  }
  if (JSON_TEXT.test(text)) {
    throw new DataError("the file is not CSV text: it looks like JSON; parse it and give the rows or columns");
  }
}

function notUtf8(chunk: Uint8Array, at: number): DataError {
  const text = new TextDecoder("utf-8").decode(chunk);
  const before =
    text
      .slice(0, Math.max(0, text.indexOf("\ufffd", 1)))
      .split(/[\r\n]/)
      .pop() ?? "";
  const near = before === "" ? `in bytes ${at} to ${at + chunk.length}` : `after "${before.slice(-30)}"`;
  return new DataError(
    `the file is not UTF-8 text (${near}); if it is in Latin-1 or a Windows code page, save it as UTF-8`,
  );
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function joined(parts: Uint8Array[], length: number): Uint8Array {
  if (parts.length === 1) return parts[0];
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function nameOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}
