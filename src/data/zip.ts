// Zip archives: what is in them, and one file of them unpacked, never more of it than its directory says.
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly packed: Uint8Array<ArrayBuffer>;
  /** Bytes when unpacked, as the archive says. */
  readonly size: number;
}

const END = 0x06054b50;
const DIRECTORY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_LENGTH = 22;
const LONGEST_COMMENT = 0xffff;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;

/** The files of an archive by name; throws an Error where it is damaged, encrypted or of another kind. */
export function zipEntries(bytes: Uint8Array<ArrayBuffer>): Map<string, ZipEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const end = endOfDirectory(view);
    const entries = new Map<string, ZipEntry>();
    let at = view.getUint32(end + 16, true);
    for (let left = view.getUint16(end + 10, true); left > 0; left--) {
      if (view.getUint32(at, true) !== DIRECTORY) throw damaged();
      const entry = entryAt(bytes, view, at);
      entries.set(entry.name, entry);
      at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
    return entries;
  } catch (error) {
    throw error instanceof RangeError ? damaged() : error;
  }
}

function endOfDirectory(view: DataView): number {
  const last = view.byteLength - END_LENGTH;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) if (view.getUint32(at, true) === END) return at;
  throw damaged();
}

function entryAt(bytes: Uint8Array<ArrayBuffer>, view: DataView, at: number): ZipEntry {
  const nameEnd = at + 46 + view.getUint16(at + 28, true);
  const name = new TextDecoder().decode(bytes.subarray(at + 46, nameEnd));
  if ((view.getUint16(at + 8, true) & ENCRYPTED) !== 0) {
    throw new Error(`the archive has a password ("${name}" is encrypted); save it without one`);
  }
  const packedSize = view.getUint32(at + 20, true);
  const local = view.getUint32(at + 42, true);
  if (view.getUint32(local, true) !== LOCAL) throw damaged();
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + packedSize > bytes.length) throw damaged();
  return {
    name,
    method: view.getUint16(at + 10, true),
    packed: bytes.subarray(start, start + packedSize),
    size: view.getUint32(at + 24, true),
  };
}

/** The file's own bytes. */
export async function unzipped({ name, method, packed, size }: ZipEntry): Promise<Uint8Array<ArrayBuffer>> {
  if (method === STORED) return packed.slice(0, size);
  if (method !== DEFLATED) throw new Error(`"${name}" of the archive is packed in a way (${method}) that is not known`);
  const out = new Uint8Array(size);
  let at = 0;
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (at + value.length > size) throw damaged();
      out.set(value, at);
      at += value.length;
    }
  } catch {
    throw damaged();
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  if (at !== size) throw damaged();
  return out;
}

/** An archive of files that are not packed. */
export function storedZip(files: ReadonlyMap<string, Uint8Array>): ArrayBuffer {
  const named = Array.from(files, ([name, bytes]) => ({ name: new TextEncoder().encode(name), bytes }));
  const length = named.reduce((sum, { name, bytes }) => sum + 76 + 2 * name.length + bytes.length, END_LENGTH);
  const out = new Uint8Array(length);
  const view = new DataView(out.buffer);
  const starts: number[] = [];
  let at = 0;
  const put = (signature: number, { name, bytes }: (typeof named)[number], sizes: number, names: number): void => {
    view.setUint32(at, signature, true);
    view.setUint32(at + sizes, bytes.length, true);
    view.setUint32(at + sizes + 4, bytes.length, true);
    view.setUint16(at + names, name.length, true);
  };
  for (const file of named) {
    starts.push(at);
    put(LOCAL, file, 18, 26);
    out.set(file.name, at + 30);
    out.set(file.bytes, at + 30 + file.name.length);
    at += 30 + file.name.length + file.bytes.length;
  }
  const directory = at;
  named.forEach((file, i) => {
    put(DIRECTORY, file, 20, 28);
    view.setUint32(at + 42, starts[i], true);
    out.set(file.name, at + 46);
    at += 46 + file.name.length;
  });
  view.setUint32(at, END, true);
  view.setUint16(at + 8, named.length, true);
  view.setUint16(at + 10, named.length, true);
  view.setUint32(at + 12, at - directory, true);
  view.setUint32(at + 16, directory, true);
  return out.buffer;
}

function damaged(): Error {
  return new Error("the archive is damaged or cut off; copy the file again");
}
