// The core's bytes in a module of JavaScript: as text that takes less than base64, packed or not, without tables that follow from others.

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

/**
 * Fills in the tables of exp, pow, log and log2 that follow from others: `reciprocals` are places of lists of pairs that
 * begin with 1/c, of the c that belong to them, as sums of two doubles each, and their lengths; `powers` are places of
 * 2^(k/128), k = 1 … 127, each as the bits of its relative error and its own less k/128 in the exponent. It uses only what
 * has the same bits everywhere, and stands in the module as it is.
 */
function fillTables(bytes, reciprocals, powers) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const upper = (x) => 134217729 * x - (134217729 * x - x);
  for (const [from, to, count] of reciprocals) {
    for (let at = 0; at < 16 * count; at += 16) {
      const inverse = view.getFloat64(from + at, true);
      const high = 1 / inverse;
      const product = high * inverse;
      const [a, c] = [upper(high), upper(inverse)];
      const [b, d] = [high - a, inverse - c];
      const error = a * c - product + a * d + b * c + b * d;
      view.setFloat64(to + at, high, true);
      view.setFloat64(to + at + 8, (1 - product - error) / inverse, true);
    }
  }
  for (const at of powers) {
    // 2^(1/128) times 2^160.
    const root = 0x10163da9fb33356d84a66ae336dcdfa4003ec04c3n;
    let power = root;
    for (let k = 1; k < 128; k++) {
      const mantissa = (power + (1n << 107n)) >> 108n;
      const rounded = mantissa << 108n;
      const error = Number(((power - rounded) << 160n) / rounded) / 0x10000000000000000000000000000000000000000;
      view.setFloat64(at + 16 * k - 16, error, true);
      view.setBigUint64(at + 16 * k - 8, mantissa + (1022n << 52n) - (BigInt(k) << 45n), true);
      power = (power * root) >> 160n;
    }
  }
}

/** Places of what fillTables() can fill in. */
function derivedTables(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const places = new Map();
  for (let at = 0; at + 16 <= bytes.length; at++) {
    const value = view.getFloat64(at, true);
    if (value > 0.5 && value < 2) places.set(value, [...(places.get(value) ?? []), at]);
  }
  const isDerived = (from, to) => {
    if (Math.max(from, to) + 16 > bytes.length) return false;
    const pair = new Uint8Array(32);
    pair.set(bytes.subarray(from, from + 16));
    fillTables(pair, [[0, 16, 1]], []);
    return pair.subarray(16).every((byte, i) => byte === bytes[to + i]);
  };
  const reciprocals = [];
  for (let from = 0; from + 16 <= bytes.length; from++) {
    for (const to of places.get(1 / view.getFloat64(from, true)) ?? []) {
      let count = 0;
      while (isDerived(from + 16 * count, to + 16 * count)) count++;
      const [last = [0, 0, 0]] = reciprocals.slice(-1);
      if (count >= 8 && from >= last[0] + 16 * last[2]) reciprocals.push([from, to, count]);
    }
  }
  const table = new Uint8Array(16 * 127);
  fillTables(table, [], [0]);
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(table);
  return { reciprocals, powers: at < 0 ? [] : [at] };
}

/** A module whose default export is the bytes. */
export function coreModule(bytes) {
  const { reciprocals, powers } = derivedTables(bytes);
  const rest = Uint8Array.from(bytes);
  for (const [, to, count] of reciprocals) rest.fill(0, to, to + 16 * count);
  for (const at of powers) rest.fill(0, at, at + 16 * 127);
  const whole = rest.slice();
  fillTables(whole, reciprocals, powers);
  if (!whole.every((byte, i) => byte === bytes[i])) throw new Error("tables of the core are not what they follow from");
  return `
${fillTables}
function bytesOf(text) {
  const bytes = new Uint8Array(${bytes.length});
  for (let at = 0, i = 0; at < text.length; i++) {
    const unit = text.charCodeAt(at++);
    if (unit < ${SHIFT}) bytes[i] = unit - ${FIRST} - (unit > ${BACKSLASH} ? 1 : 0);
    else bytes[i] = ${SINGLE} + ${PAIRED} * (unit - ${SHIFT}) + text.charCodeAt(at++) - ${FIRST};
  }
  fillTables(bytes, ${JSON.stringify(reciprocals)}, ${JSON.stringify(powers)});
  return bytes;
}
export default /* @__PURE__ */ bytesOf("${coreText(rest)}");`;
}
