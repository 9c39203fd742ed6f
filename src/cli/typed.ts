// What fingers type: other cases and names of values, quotation marks of word processors, conditions as in other programs.
import { InvalidArgumentError } from "commander";
import { LOOKALIKES } from "../formula/scanner.js";
import { nearest } from "../names.js";
import { UsageError } from "./failure.js";

/** Other names of values, in small letters without blanks and signs. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  "1": "I",
  "2": "II",
  "3": "III",
  kr: "kenward-roger",
  z: "asymptotic",
  normal: "asymptotic",
  inf: "asymptotic",
  fdr: "BH",
  dunnett: "dunnettx",
  numeric: "number",
  integer: "number",
  double: "number",
  continuous: "number",
  character: "factor",
  string: "factor",
  text: "factor",
  categorical: "factor",
  nominal: "factor",
  ordinal: "ordered",
};

const CONTRAST_NAMES: Readonly<Record<string, string>> = {
  tukey: "pairwise",
  pairs: "pairwise",
  dunnett: "trt.vs.ctrl",
  trtvsctrl1: "trt.vs.ctrl",
};

const FAMILY_NAMES: Readonly<Record<string, string>> = {
  bernoulli: "binomial",
  logistic: "binomial",
  normal: "gaussian",
  nbinom: "negbinomial",
  nbinom2: "negbinomial",
  negativebinomial: "negbinomial",
};

const CODING_NAMES: Readonly<Record<string, string>> = {
  dummy: "treatment",
  deviation: "sum",
  effect: "sum",
  effects: "sum",
  polynomial: "poly",
};

const FAMILIES = ["binomial", "poisson", "gamma", "inverse-gaussian", "gaussian", "negbinomial"];
const LINKS = ["logit", "probit", "cloglog", "cauchit", "log", "sqrt", "identity", "inverse", "1/mu^2"];
const CODINGS = ["treatment", "sum", "helmert", "poly", "sdif"];

const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9/^]/g, "");

/** The value meant: its name in any case and with any signs, another name of it, or a beginning that only it has. */
export function meantOf<T extends string>(
  text: string,
  values: readonly T[],
  others: Readonly<Record<string, string>> = OTHER_NAMES,
): T | null {
  if (values.includes(text as T)) return text as T;
  const word = plain(text).replace(/^type(?=.)/, "");
  const other = Object.hasOwn(others, word) ? others[word] : null;
  const found = values.find((value) => plain(value) === word || value === other);
  if (found !== undefined || word.length < 3) return found ?? null;
  const begun = values.filter((value) => plain(value).startsWith(word));
  return begun.length === 1 ? begun[0] : null;
}

/** Reads one of the values. */
export function choiceOf<T extends string>(values: readonly T[]) {
  return (text: string): T => {
    const meant = meantOf(text, values);
    if (meant !== null) return meant;
    const close = nearest(text, values);
    const hint = close === null ? "" : ` Did you mean "${close}"?`;
    throw new InvalidArgumentError(`Allowed choices are ${values.join(", ")}.${hint}`);
  };
}

/** The method of contrasts that is meant; the text itself where none is. */
export function contrastMethodOf<T extends string>(text: string, methods: readonly T[]): string {
  return meantOf(text, methods, CONTRAST_NAMES) ?? text;
}

/** The coding of a factor that is meant; the text itself where none is. */
export function codingOf(text: string): string {
  return meantOf(text.replace(/^contr\./, ""), CODINGS, CODING_NAMES) ?? text;
}

/** "binomial", and R's `binomial(link = "probit")`. */
export function familyOf(text: string): { readonly family: string; readonly link?: string } {
  const call = /^\s*([^()]+?)\s*\(\s*(?:link\s*=\s*)?["'‘’“”]?([^"'‘’“”()]*?)["'‘’“”]?\s*\)\s*$/.exec(text);
  const [, name, link = ""] = call ?? ["", text];
  const family = meantOf(name, FAMILIES, FAMILY_NAMES) ?? name;
  return link === "" ? { family } : { family, link: linkOf(link) };
}

export function linkOf(text: string): string {
  return meantOf(text, LINKS, {}) ?? text;
}

/** Variables, those they are compared within, and the contrasts, of R's `pairwise ~ a * b | c`; plain names otherwise. */
export function specsOf(text: string): {
  readonly specs: readonly string[];
  readonly by: readonly string[];
  readonly contrasts: readonly string[];
} {
  if (!/[~|*]/.test(text)) return { specs: namesOf(text, /,/), by: [], contrasts: [] };
  const [left, right] = text.includes("~") ? text.split("~", 2) : ["", text];
  const [specs, by = ""] = right.split("|", 2);
  const names = (part: string) => namesOf(part, /[*+:,]/);
  return { specs: names(specs), by: names(by), contrasts: namesOf(left, /,/) };
}

function namesOf(text: string, between: RegExp): string[] {
  const parts = text.split(between).map((part) => part.trim().replace(/^`(.*)`$/, "$1"));
  return parts.length === 1 && parts[0] === "" ? [] : parts;
}

/** The text with signs of the keyboard in place of those that word processors make of them; what is quoted stays. */
export function keyboard(text: string): string {
  const signs = Object.keys(LOOKALIKES).join("");
  const parts = new RegExp(`\`[^\`]*\`|"[^"]*"|'[^']*'|[“„«]([^“”„«»"]*)[“”»]|[‘‚]([^‘’']*)[‘’]|[${signs}]`, "gu");
  return text.replace(parts, (found, inDouble?: string, inSingle?: string) => {
    if (inDouble !== undefined) return `"${inDouble}"`;
    if (inSingle !== undefined) return `'${inSingle}'`;
    return LOOKALIKES[found] ?? found;
  });
}

const WORDS: Readonly<Record<string, string>> = { and: "&", or: "|" };

/** A condition with R's operators: "=" that compares, "<>", "and", "or" and "in (…)" as in other programs. */
export function conditionOf(text: string): string {
  const parts = keyboard(text).match(
    /`[^`]*`|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[\p{L}\p{N}._]+|[<>=!]=|<>|%[^%]*%|\s+|./gsu,
  );
  const calls: boolean[] = [];
  let before = "";
  const written = (parts ?? []).map((part, i, all) => {
    const [word, last] = [part.toLowerCase(), before];
    const endsOperand = /[\p{L}\p{N}._`"')]$/u.test(last);
    if (part.trim() !== "") before = part;
    if (part === "(") calls.push(/^[\p{L}.]/u.test(last));
    if (part === ")") calls.pop();
    if (part === "=" && calls.at(-1) !== true) return "==";
    if (part === "<>") return "!=";
    if (endsOperand && Object.hasOwn(WORDS, word)) {
      before = WORDS[word];
      return before;
    }
    if (endsOperand && word === "in") {
      const next = all.slice(i + 1).find((other) => other.trim() !== "");
      before = "c";
      return next === "(" ? "%in% c" : "%in%";
    }
    return part;
  });
  return written.join("");
}

const FITTERS = /^\s*(?:\w+::)?(?:lmer|glmer|glmer\.nb|glmmTMB|lme|lmm|glmm|lm|glm|mixed|aov)\s*\(/;
const ARGUMENT = /,\s*(?:data|family|REML|weights|subset|control|contrasts|offset|na\.action)\s*=/;

/** A formula with signs of the keyboard; throws UsageError for a whole call of R. */
export function formulaOf(text: string): string {
  const formula = keyboard(text);
  const call = FITTERS.exec(formula);
  const argument = ARGUMENT.exec(formula);
  if (argument === null && call === null) return formula;
  const alone = formula.slice(call?.[0].length ?? 0, argument?.index ?? formula.lastIndexOf(")")).trim();
  throw new UsageError(
    `give the formula alone, "${alone}": the data are the second argument, and what else R's call holds are options ` +
      "(--ml for REML = FALSE, --family, --weights, --where for subset, --contrasts)",
  );
}
