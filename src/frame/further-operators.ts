// Operators that are loaded where a formula has one: %%, %/%, %in% and : between numbers.
import type { Expression } from "../formula/ast.js";
import type { Call } from "./call.js";
import type { FunctionKit, FurtherFunction } from "./function-kit.js";
import type { Constant, ListValue, Value } from "./value.js";

const MOST_LISTED = 10_000;

export const furtherOperators: Readonly<Record<string, FurtherFunction>> = {
  "%%": (call, kit) => ofNumbers(call, kit, remainder),
  "%/%": (call, kit) => ofNumbers(call, kit, quotient),
  "%in%": isAmong,
  ":"(call, kit) {
    const [from, to] = operandsOf(call).map((operand) => kit.constantNumber(call, operand, 0));
    return sequence({ from, to, by: to < from ? -1 : 1 }, call, kit);
  },
};

const operandsOf = ({ expression }: Call) => expression.args.map(({ value }) => value);

function ofNumbers(call: Call, kit: FunctionKit, compute: (a: number, b: number) => number): Value {
  const [a, b] = operandsOf(call).map((operand) => kit.numericArgument(call, operand));
  return { kind: "number", values: kit.zip(a, b, compute) };
}

/** What is left of a has the sign of b. */
function remainder(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
}

function quotient(a: number, b: number): number {
  if (Math.abs(b) === Infinity && Number.isFinite(a)) return a * b < 0 ? -1 : 0;
  return b === 0 || !Number.isFinite(a / b) ? a / b : Math.round((a - remainder(a, b)) / b);
}

/** FALSE where the left side is missing, as in R: numbers among numbers by value, all else by its text. */
function isAmong(call: Call, kit: FunctionKit): Value {
  const [left, right] = operandsOf(call);
  const value = call.evaluate(left);
  const entries = entriesOf(call, kit, right);
  const texts = new Set(entries.map(kit.constantLabel));
  if (value.kind === "factor" || value.kind === "logical") {
    const levels = value.kind === "factor" ? value.levels : ["FALSE", "TRUE"];
    const codes = value.codes.map((code) => (code >= 0 && texts.has(levels[code]) ? 1 : 0));
    return { kind: "logical", codes };
  }
  const areNumbers = entries.every((entry) => typeof entry === "number");
  const among = new Set<Constant>(areNumbers ? entries : texts);
  const holds = (x: number) => among.has(areNumbers ? x : kit.constantLabel(x));
  return { kind: "logical", codes: Int32Array.from(kit.numericArgument(call, left), (x) => (holds(x) ? 1 : 0)) };
}

function entriesOf(call: Call, kit: FunctionKit, list: Expression): readonly Constant[] {
  const value = call.evaluate(list);
  if (value.kind === "list") return value.entries;
  if (value.kind === "text") return [value.text];
  if (value.kind === "factor") return value.levels.filter((_, code) => value.codes.includes(code));
  return Array.from(kit.numericArgument(call, list));
}

/** from, from + by, … as far as `to`. */
export function sequence(
  { from, to, by }: { readonly from: number; readonly to: number; readonly by: number },
  { expression, scope }: Call,
  kit: FunctionKit,
): ListValue {
  const count = Math.floor((to - from) / by + 1e-10) + 1;
  if (!(count >= 1 && count <= MOST_LISTED)) {
    throw kit.errorAt(expression, scope, `there are no steps of ${by} from ${from} to ${to}, or too many`);
  }
  return { kind: "list", entries: Array.from({ length: count }, (_, i) => from + i * by) };
}
