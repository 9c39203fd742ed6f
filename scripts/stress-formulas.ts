// Random formulas, most of them too much for the data, and what must hold of them: a fit with numbers, or an error with words.
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { MixedModelError } from "../src/errors.js";
import { glmm, lmm } from "../src/fit/index.js";

const ROWS = 60;

/** 60 rows: y, b of zeros and ones, numbers x and z, factors F0 to F8 of three levels, H0 to H3 of twenty, groups g and h. */
export function stressData(): Record<string, (number | string)[]> {
  const source = xoroshiro128plus(60);
  const column = <T>(make: (i: number) => T) => Array.from({ length: ROWS }, (_, i) => make(i));
  const upTo = (most: number) => uniformInt(source, 0, most);
  const data: Record<string, (number | string)[]> = {
    y: column(() => upTo(1000) / 100),
    b: column(() => upTo(1)),
    x: column(() => upTo(1000) / 500 - 1),
    z: column(() => upTo(9)),
    g: column((i) => `g${i % 6}`),
    h: column((i) => `h${(i * 7) % 11}`),
  };
  for (let f = 0; f < 9; f++) data[`F${f}`] = column(() => "abc"[upTo(2)]);
  for (let f = 0; f < 4; f++) data[`H${f}`] = column(() => `L${upTo(19)}`);
  return data;
}

/** `count` right sides of formulas. */
export function stressFormulas(count: number, seed: number): string[] {
  const source = xoroshiro128plus(seed);
  const upTo = (most: number) => uniformInt(source, 0, most);
  const pick = <T>(list: readonly T[]): T => list[upTo(list.length - 1)];
  const names = ["x", "z", "g", "h", ...Array.from({ length: 9 }, (_, f) => `F${f}`), "H0", "H1", "H2", "H3"];
  const variable = (): string =>
    pick([
      () => pick(names),
      () => pick(names),
      () => `poly(${pick(["x", "z"])}, ${1 + upTo(9)})`,
      () => `I(x^${upTo(40)})`,
      () => `factor(${pick(names)})`,
      () => `log(${pick(["x", "z"])})`,
      () => `scale(${pick(["x", "z"])})`,
    ])();
  const expression = (depth: number): string => {
    if (depth === 0 || upTo(3) === 0) return variable();
    if (upTo(7) === 0) return `(${expression(depth - 1)})^${2 + upTo(7)}`;
    const operator = pick([" + ", " + ", ":", ":", " * ", " * ", " / ", " - ", " %in% "]);
    const parts = Array.from({ length: 2 + upTo(depth > 2 ? 7 : 1) }, () => expression(depth - 1));
    return `(${parts.join(operator)})`;
  };
  const bar = (): string => {
    const left = upTo(2) === 0 ? "1" : `${pick(["", "0 + "])}${expression(upTo(2))}`;
    const right = Array.from({ length: 1 + upTo(upTo(4)) }, () => pick(names)).join(pick([":", "/", " + "]));
    const call = pick(["", "", "", "diag", "cs", "ar1", "us"]);
    return `${call}(${left} ${pick(["|", "|", "||"])} ${right})`;
  };
  return Array.from({ length: count }, () => {
    const fixed = upTo(3) === 0 ? "1" : expression(upTo(4));
    return [fixed, ...Array.from({ length: 1 + upTo(upTo(9)) }, bar)].join(" + ");
  });
}

/** What came of a formula as a linear or a binomial model; throws an Error where it is neither numbers nor words. */
export async function outcomeOf(right: string, data: object, isLinear: boolean): Promise<"fitted" | "refused"> {
  try {
    const fit = isLinear ? await lmm(`y ~ ${right}`, data) : await glmm(`b ~ ${right}`, data);
    const numbers = [fit.objective, fit.sigma, ...fit.beta, ...fit.theta];
    if (!numbers.every(Number.isFinite)) throw new Error(`has ${numbers.join(", ")}`);
    return "fitted";
  } catch (error) {
    if (error instanceof MixedModelError) return "refused";
    throw new Error(`${isLinear ? "lmm" : "glmm"} ${right}: ${(error as Error).stack}`);
  }
}
