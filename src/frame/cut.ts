// cut(x, breaks): numbers as the intervals they lie in.
import type { Expression } from "../formula/ast.js";
import type { Call } from "./call.js";
import { constantNumbers } from "./constant-numbers.js";
import type { FunctionKit } from "./function-kit.js";
import { greatest, learned, least } from "./learned.js";
import { below } from "./rank.js";
import type { Value } from "./value.js";

/** R's cut(); a value outside of all intervals is missing. Breaks that are a count are those of the fit in new data. */
export function cut(call: Call, kit: FunctionKit): Value {
  const args = kit.matchArguments(
    call,
    ["x", "breaks"],
    ["labels", "include.lowest", "right", "dig.lab", "ordered_result"],
  );
  const [argument, asked] = ["x", "breaks"].map((name) => args.get(name) as Expression);
  const flag = (name: string, fallback: boolean) => kit.constantLogical(call, args.get(name), fallback);
  const x = kit.numericArgument(call, argument);
  const given = constantNumbers(call, kit, asked);
  const isCount = given.length === 1;
  if (
    isCount ? !(Number.isInteger(given[0]) && given[0] >= 2 && given[0] <= 1000) : new Set(given).size < given.length
  ) {
    throw kit.errorAt(
      asked,
      call.scope,
      "breaks of cut() must be different numbers, or how many intervals to make: 2, 3, …",
    );
  }
  const breaks = isCount ? learned(call, kit, argument, () => equalBreaks(x, given[0])) : given.sort((a, b) => a - b);
  const [right, lowest] = [flag("right", true), flag("include.lowest", false)];
  const count = breaks.length - 1;
  const [first, last] = [breaks[0], breaks[count]];
  const intervals = x.map((value) => {
    if (lowest && value === (right ? first : last)) return right ? 0 : count - 1;
    const interval = below(breaks, value, !right) - 1;
    return interval >= 0 && interval < count ? interval : Number.NaN;
  });
  const labels = args.get("labels");
  if (labels?.kind === "logical" && !labels.value)
    return { kind: "number", values: intervals.map((interval) => interval + 1) };
  const levels =
    labels === undefined
      ? intervalNames(breaks, kit.constantNumber(call, args.get("dig.lab"), 3), right, lowest)
      : kit.constantNames(call, labels);
  if (levels.length !== count || new Set(levels).size < count) {
    throw kit.errorAt(
      labels ?? asked,
      call.scope,
      `cut() makes ${count} intervals, which need as many different labels`,
    );
  }
  const codes = Int32Array.from(intervals, (interval) => (Number.isNaN(interval) ? -1 : interval));
  return { kind: "factor", codes, levels, ordered: flag("ordered_result", false) };
}

/** Intervals of equal width, the outer ones a thousandth of the range wider. */
function equalBreaks(x: Float64Array, count: number): number[] {
  const known = x.filter((value) => !Number.isNaN(value));
  const [low, high] = [least(known), greatest(known)];
  const isFlat = low === high;
  const margin = (isFlat ? Math.abs(low) : high - low) / 1000;
  const [from, to] = isFlat ? [low - margin, high + margin] : [low, high];
  const breaks = Array.from({ length: count + 1 }, (_, i) => from + i * ((to - from) / count));
  breaks[0] = low - margin;
  breaks[count] = high + margin;
  return breaks;
}

/** "(a,b]", with as few digits, from `digits` on, as tell the breaks apart. */
function intervalNames(breaks: readonly number[], digits: number, right: boolean, lowest: boolean): string[] {
  const count = breaks.length - 1;
  const most = Math.max(12, digits);
  let texts: string[];
  do texts = breaks.map((value) => significant(value, digits));
  while (texts.some((text, i) => text === texts[i + 1]) && digits++ < most);
  return Array.from({ length: count }, (_, i) => {
    const open = !right || (lowest && i === 0) ? "[" : "(";
    const close = right || (lowest && i === count - 1) ? "]" : ")";
    return `${open}${texts[i]},${texts[i + 1]}${close}`;
  });
}

/** As C's %g has it, infinity with R's blank. */
function significant(value: number, digits: number): string {
  if (!Number.isFinite(value)) return value > 0 ? " Inf" : "-Inf";
  const [mantissa, power] = value.toExponential(digits - 1).split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < digits) return String(Number(value.toPrecision(digits)));
  const size = String(Math.abs(exponent)).padStart(2, "0");
  return `${Number(mantissa)}e${exponent < 0 ? "-" : "+"}${size}`;
}
