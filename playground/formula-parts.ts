// A formula in the parts that a builder shows, each where it stands in the text. Changes touch one part and no other.
import { parseFormula } from "../src/index.js";

type Tree = ReturnType<typeof parseFormula>["predictors"];

export interface Part {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface TermPart extends Part {
  /** With the sign of what is taken away. */
  readonly shown: string;
  /** "kept" is what the builder leaves as it is: what is taken away, bars without parentheses. */
  readonly kind: "fixed" | "random" | "kept";
}

export interface FormulaParts {
  /** null where the formula has none. */
  readonly response: (Part & { readonly isName: boolean }) | null;
  readonly terms: readonly TermPart[];
}

const STRUCTURES = ["us", "diag", "cs", "ar1"];

/** The parts; null for a formula that cannot be read. */
export function formulaParts(formula: string): FormulaParts | null {
  try {
    const { response, predictors } = parseFormula(formula);
    const part = ({ start, end }: Tree): Part => ({ text: formula.slice(start, end), start, end });
    const terms: TermPart[] = [];
    let rest = predictors;
    // Sums lean to the left: the last summand is the right side of the outermost sign.
    for (;;) {
      if (rest.kind !== "binary" || (rest.operator !== "+" && rest.operator !== "-")) break;
      const right = part(rest.right);
      const isTaken = rest.operator === "-";
      terms.unshift({
        ...right,
        shown: isTaken ? `− ${right.text}` : right.text,
        kind: isTaken ? "kept" : kindOf(rest.right),
      });
      rest = rest.left;
    }
    terms.unshift({ ...part(rest), shown: part(rest).text, kind: kindOf(rest) });
    return { response: response === null ? null : { ...part(response), isName: response.kind === "name" }, terms };
  } catch {
    return null;
  }
}

function kindOf(node: Tree): TermPart["kind"] {
  if (node.kind === "paren" && isBar(node.inner)) return "random";
  if (node.kind === "call" && STRUCTURES.includes(node.callee) && node.args.some(({ value }) => isBar(value))) {
    return "random";
  }
  return isBar(node) || node.kind === "unary" || node.kind === "dot" ? "kept" : "fixed";
}

function isBar(node: Tree): boolean {
  return node.kind === "binary" && (node.operator === "|" || node.operator === "||");
}

/** The formula without a term; an intercept where none is left. */
export function withoutTerm(formula: string, { terms }: FormulaParts, index: number): string {
  const { start, end } = terms[index];
  const next = terms[index + 1];
  // What is taken away afterwards needs something that it is taken from.
  const isLast = next === undefined || formula.slice(end, next.start).includes("-");
  if (index > 0) return formula.slice(0, terms[index - 1].end) + formula.slice(end);
  return isLast
    ? `${formula.slice(0, start)}1${formula.slice(end)}`
    : formula.slice(0, start) + formula.slice(next.start);
}

/** The formula with a term behind the others; of fixed effects before the random ones. */
export function withTerm(formula: string, { terms }: FormulaParts, text: string, isRandom: boolean): string {
  if (!isRandom && terms[0].text === "1") {
    return formula.slice(0, terms[0].start) + text + formula.slice(terms[0].end);
  }
  const places = isRandom ? [] : terms.map(({ kind }, i) => (kind === "random" ? i : -1)).filter((i) => i >= 0);
  const before = places.length === 0 ? terms.length - 1 : places[0] - 1;
  if (before < 0) return `${formula.slice(0, terms[0].start)}${text} + ${formula.slice(terms[0].start)}`;
  const { end } = terms[before];
  return `${formula.slice(0, end)} + ${text}${formula.slice(end)}`;
}

/** The formula with another text in place of a part. */
export function withPart(formula: string, { start, end }: Part, text: string): string {
  return formula.slice(0, start) + text + formula.slice(end);
}
