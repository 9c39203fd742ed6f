// Text that is not UTF-8. Loaded when such a file comes, and so without classes of the package.
import type { DataNotice } from "./notices.js";

const WESTERN = "windows-1252";
/** So many bytes tell UTF-16 from other text. */
const LOOKED_AT = 64;

/** UTF-16 by its mark, or because every second byte is zero, or every first one, and no other. */
export function utf16Of(bytes: Uint8Array): { encoding: string; notice: DataNotice | null } | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: "utf-16le", notice: null };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: "utf-16be", notice: null };
  const length = Math.min(bytes.length, LOOKED_AT) & ~1;
  const zeros = [0, 0];
  for (let i = 0; i < length; i++) if (bytes[i] === 0) zeros[i & 1]++;
  const [high, low] = zeros;
  if (length < 4 || high + low < length / 4 || (high > 0 && low > 0)) return null;
  const encoding = low > 0 ? "utf-16le" : "utf-16be";
  const message = `the file has no mark of its encoding; every other byte is zero, so it was read as ${encoding.toUpperCase()}`;
  return { encoding, notice: { code: "M_ENCODING", message, columns: [], remedies: [] } };
}

/** How to read on from bytes that are not UTF-8, all before them being ASCII or not; or what is wrong with them. */
export function notUtf8(
  bytes: Uint8Array,
  isAscii: boolean,
  isAsked: boolean,
): { encoding: string; notice: DataNotice } | string {
  const broken = new TextDecoder("utf-8").decode(bytes);
  const before =
    broken
      .slice(0, Math.max(0, broken.indexOf("\ufffd")))
      .split(/[\r\n]/)
      .pop() ?? "";
  const advice = 'encoding: "windows-1252" reads all of it as Windows-1252';
  if (isAsked) return `the file is not UTF-8 text (after "${before.slice(-30)}"); ${advice}`;
  if (!isAscii || /[^\0-\x7f\ufffd]/.test(broken)) {
    return `the file is UTF-8 text only in part: it has other bytes after "${before.slice(-30)}"; ${advice}`;
  }
  const text = new TextDecoder(WESTERN).decode(bytes);
  const word = /[^\s,;"]*[^\0-\x7f][^\s,;"]*/.exec(text)?.[0] ?? "";
  const message =
    "the file is not UTF-8; it was read as Windows-1252, as Western European programs write it, " +
    `which gives words such as "${word.slice(0, 40)}"`;
  const remedies = [
    {
      options: { encoding: "windows-1250" },
      effect: "is for Central Europe, windows-1251 for Cyrillic, macintosh for old Macs",
    },
  ];
  return { encoding: WESTERN, notice: { code: "M_ENCODING", message, columns: [], first: word, remedies } };
}
