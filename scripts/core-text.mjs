// The core's bytes in a module of JavaScript: as text that takes less than base64, packed or not.

const FIRST = 35;
const BACKSLASH = 92;
/** So many bytes, the least, are a character each; the others are two, of which the first is one of three. */
const SINGLE = 88;
const SHIFT = 124;
const PAIRED = 56;

/** A text of ASCII without quotes and backslashes. */
export function coreText(bytes) {
  const codes = Array.from(bytes, (byte) => {
    if (byte >= SINGLE) return [SHIFT + Math.floor((byte - SINGLE) / PAIRED), FIRST + ((byte - SINGLE) % PAIRED)];
    return [FIRST + byte < BACKSLASH ? FIRST + byte : FIRST + byte + 1];
  });
  return codes.map((units) => String.fromCharCode(...units)).join("");
}

/** A module whose default export is the bytes. */
export function coreModule(bytes) {
  return `
function bytesOf(text) {
  const bytes = new Uint8Array(${bytes.length});
  for (let at = 0, i = 0; at < text.length; i++) {
    const unit = text.charCodeAt(at++);
    if (unit < ${SHIFT}) bytes[i] = unit - ${FIRST} - (unit > ${BACKSLASH} ? 1 : 0);
    else bytes[i] = ${SINGLE} + ${PAIRED} * (unit - ${SHIFT}) + text.charCodeAt(at++) - ${FIRST};
  }
  return bytes;
}
export default /* @__PURE__ */ bytesOf("${coreText(bytes)}");`;
}
