// Bytes → text: UTF-8, or another encoding that was asked for, or found where the bytes are not UTF-8.
import { DataError } from "../errors.js";
import { joined } from "./join-bytes.js";
import type { DataNotice } from "./notices.js";

/** The text of chunks, in the encoding asked for or found; adds to `notices` one that was guessed. */
export async function* decoded(
  chunks: AsyncGenerator<Uint8Array | string>,
  encoding: string | undefined,
  notices: DataNotice[],
): AsyncGenerator<string> {
  const decoder = new ChunkDecoder(encoding, notices);
  for await (const chunk of chunks) {
    if (typeof chunk === "string") yield chunk;
    else if (chunk instanceof Uint8Array) yield await decoder.decode(chunk);
    else {
      const what = Object.prototype.toString.call(chunk).slice(8, -1);
      throw new DataError(`a CSV stream gave "${what}"; it must give text or bytes`);
    }
  }
  yield decoder.finish();
}

class ChunkDecoder {
  readonly #notices: DataNotice[];
  readonly #isAsked: boolean;
  #decoder: TextDecoder;
  /** Whether all characters so far were ASCII, which most encodings have in common. */
  #isAscii = true;
  #isFirst = true;
  /** The first bytes of a character whose last ones have not come yet. */
  #rest: Uint8Array = new Uint8Array(0);

  constructor(encoding: string | undefined, notices: DataNotice[]) {
    this.#isAsked = encoding !== undefined;
    this.#decoder = decoderOf(encoding ?? "utf-8");
    this.#notices = notices;
  }

  async decode(chunk: Uint8Array): Promise<string> {
    const bytes = this.#rest.length === 0 ? chunk : joined([this.#rest, chunk]);
    if (this.#isFirst && (bytes[0] >= 0xfe || bytes[0] === 0 || bytes[1] === 0)) await this.#lookForUtf16(bytes);
    this.#isFirst = false;
    if (this.#decoder.encoding !== "utf-8") return this.#stream(chunk);
    const whole = bytes.length - cutOff(bytes);
    try {
      const text = this.#decoder.decode(bytes.subarray(0, whole));
      this.#rest = bytes.slice(whole);
      this.#isAscii &&= text.length === whole;
      return text;
    } catch {
      const { notUtf8 } = await import("./other-encodings.js");
      const found = notUtf8(bytes, this.#isAscii, this.#isAsked);
      if (typeof found === "string") throw new DataError(found);
      this.#notices.push(found.notice);
      this.#decoder = decoderOf(found.encoding);
      this.#rest = new Uint8Array(0);
      return this.#stream(bytes);
    }
  }

  finish(): string {
    if (this.#rest.length > 0) throw new DataError("the file ends within a character; it is cut off, or not UTF-8");
    return this.#decoder.encoding === "utf-8" ? "" : this.#stream(undefined);
  }

  #stream(chunk: Uint8Array | undefined): string {
    try {
      return this.#decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw new DataError(`the file is not text in the encoding "${this.#decoder.encoding}"; give its own as encoding`);
    }
  }

  async #lookForUtf16(bytes: Uint8Array): Promise<void> {
    const { utf16Of } = await import("./other-encodings.js");
    const found = utf16Of(bytes);
    if (found === null || (this.#isAsked && !this.#decoder.encoding.startsWith("utf-16"))) return;
    this.#decoder = decoderOf(found.encoding);
    if (found.notice !== null && !this.#isAsked) this.#notices.push(found.notice);
  }
}

function decoderOf(encoding: string): TextDecoder {
  return new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
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
