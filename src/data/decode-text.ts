// Bytes → text: UTF-8, UTF-16 by its mark, Windows-1252 where the bytes are neither, or the encoding asked for.
import { DataError } from "../errors.js";
import type { DataNotice } from "./notices.js";

const WESTERN = "windows-1252";
/** So many bytes tell UTF-16 from other text. */
const LOOKED_AT = 64;

/** The text of chunks, in the encoding asked for or found; adds to `notices` one that was guessed. */
export async function* decoded(
  chunks: AsyncGenerator<Uint8Array | string>,
  encoding: string | undefined,
  notices: DataNotice[],
): AsyncGenerator<string> {
  let decoder: ChunkDecoder | null = null;
  for await (const chunk of chunks) {
    if (typeof chunk === "string") yield chunk;
    else if (chunk instanceof Uint8Array) {
      decoder ??= decoderFor(chunk, encoding, notices);
      yield decoder.decode(chunk);
    } else {
      const what = Object.prototype.toString.call(chunk).slice(8, -1);
      throw new DataError(`a CSV stream gave "${what}"; it must give text or bytes`);
    }
  }
  if (decoder !== null) yield decoder.finish();
}

interface ChunkDecoder {
  decode(chunk: Uint8Array): string;
  finish(): string;
}

function decoderFor(first: Uint8Array, encoding: string | undefined, notices: DataNotice[]): ChunkDecoder {
  const marked =
    first[0] === 0xff && first[1] === 0xfe ? "utf-16le" : first[0] === 0xfe && first[1] === 0xff ? "utf-16be" : null;
  if (marked !== null && (encoding === undefined || /^utf-?16/i.test(encoding))) return new GivenDecoder(marked);
  if (encoding !== undefined) return new GivenDecoder(encoding);
  const wide = unmarkedUtf16(first);
  if (wide === null) return new GuessingDecoder(notices);
  const message = `the file has no mark of its encoding; every other byte is zero, so it was read as ${wide.toUpperCase()}`;
  notices.push({ code: "M_ENCODING", message, columns: [], remedies: [] });
  return new GivenDecoder(wide);
}

/** UTF-16 of a text that begins with ASCII: every second byte is zero, or every first one, and no other. */
function unmarkedUtf16(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  const length = Math.min(bytes.length, LOOKED_AT) & ~1;
  const zeros = [0, 0];
  for (let i = 0; i < length; i++) if (bytes[i] === 0) zeros[i & 1]++;
  const [high, low] = zeros;
  if (length < 4 || high + low < length / 4 || (high > 0 && low > 0)) return null;
  return low > 0 ? "utf-16le" : "utf-16be";
}

class GivenDecoder implements ChunkDecoder {
  readonly #decoder: TextDecoder;

  constructor(encoding: string) {
    this.#decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  }

  decode(chunk: Uint8Array): string {
    try {
      return this.#decoder.decode(chunk, { stream: true });
    } catch {
      throw new DataError(`the file is not text in the encoding "${this.#decoder.encoding}"; give its own as encoding`);
    }
  }

  finish(): string {
    try {
      return this.#decoder.decode();
    } catch {
      throw new DataError(
        `the file ends within a character; it is cut off, or not in the encoding "${this.#decoder.encoding}"`,
      );
    }
  }
}

/** UTF-8 up to the first byte that is not; from there on Windows-1252, if all before was ASCII, which both have in common. */
class GuessingDecoder implements ChunkDecoder {
  readonly #notices: DataNotice[];
  #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #isWestern = false;
  #hasUtf8 = false;
  /** The first bytes of a character whose last ones have not come yet. */
  #rest: Uint8Array = new Uint8Array(0);

  constructor(notices: DataNotice[]) {
    this.#notices = notices;
  }

  decode(chunk: Uint8Array): string {
    if (this.#isWestern) return this.#decoder.decode(chunk);
    let bytes = chunk;
    if (this.#rest.length > 0) {
      bytes = new Uint8Array(this.#rest.length + chunk.length);
      bytes.set(this.#rest);
      bytes.set(chunk, this.#rest.length);
    }
    const whole = bytes.length - cutOff(bytes);
    this.#rest = bytes.slice(whole);
    try {
      const text = this.#decoder.decode(bytes.subarray(0, whole));
      // A byte order mark is no sign: it is taken off before.
      if (text.length < whole) this.#hasUtf8 = true;
      return text;
    } catch {
      return this.#turnWestern(bytes);
    }
  }

  #turnWestern(bytes: Uint8Array): string {
    const broken = new TextDecoder("utf-8").decode(bytes);
    if (this.#hasUtf8 || /[^\0-\x7f\ufffd]/.test(broken)) throw mixed(broken);
    this.#isWestern = true;
    this.#decoder = new TextDecoder(WESTERN);
    this.#rest = new Uint8Array(0);
    const text = this.#decoder.decode(bytes);
    const word = /[^\s,;"]*[^\0-\x7f][^\s,;"]*/.exec(text)?.[0] ?? "";
    this.#notices.push({
      code: "M_ENCODING",
      message: `the file is not UTF-8; it was read as Windows-1252, as Western European programs write it, which gives words such as "${word.slice(0, 40)}"`,
      columns: [],
      first: word,
      remedies: [
        {
          options: { encoding: "windows-1250" },
          effect: "is for Central Europe, windows-1251 for Cyrillic, macintosh for old Macs",
        },
      ],
    });
    return text;
  }

  finish(): string {
    if (this.#rest.length === 0) return "";
    throw new DataError("the file ends within a character; it is cut off, or not UTF-8");
  }
}

/** How many of the last bytes begin a character of UTF-8 that is not whole. */
function cutOff(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
  }
  return 0;
}

function mixed(text: string): DataError {
  const before =
    text
      .slice(0, Math.max(0, text.indexOf("\ufffd")))
      .split(/[\r\n]/)
      .pop() ?? "";
  return new DataError(
    `the file is UTF-8 text only in part: it has other bytes after "${before.slice(-30)}"; ` +
      'encoding: "windows-1252" reads all of it as Windows-1252',
  );
}
