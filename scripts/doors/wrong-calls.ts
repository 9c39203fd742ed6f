// Every public function called with one argument or option that is wrong.
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { RightCall } from "./right-calls.js";
import { holdsNaN, rawError, valueText, WRONG } from "./wrong-values.js";

export interface WrongCall {
  /** The function, what of it is wrong, and how. */
  readonly what: string;
  readonly call: () => unknown;
  /** Whether the right call gives NaN, too. */
  readonly hasNaN?: boolean;
}

/** Options that do not exist, from whose refusal the names of those that do are read. */
const UNKNOWN = "qqqqqqqqqqqqqq";

/** Names of a function's options, from its own words; [] where it says none. */
async function optionNames({ call, args, options }: RightCall): Promise<string[]> {
  if (options === undefined) return [];
  try {
    await call(...([...args, { ...options, [UNKNOWN]: 1 }] as never[]));
    return Object.keys(options);
  } catch (error) {
    return /the options are ([^;.]*)/.exec(String(error))?.[1].split(", ") ?? Object.keys(options);
  }
}

/** `count` calls; every function and every option is tried before one is tried again. */
export async function wrongCalls(right: Map<string, RightCall>, count: number, seed: number): Promise<WrongCall[]> {
  const source = xoroshiro128plus(seed);
  const pick = <T>(list: readonly T[]): T => list[uniformInt(source, 0, list.length - 1)];
  const results = [...right.values()].flatMap(({ args }) => args.slice(0, 1));
  const value = () => (uniformInt(source, 0, 4) === 0 ? pick(results) : pick(WRONG)());
  const places: (() => WrongCall)[] = [];
  for (const [name, one] of right) {
    const { call, args, options } = one;
    const whole = options === undefined ? args : [...args, options];
    const given = options === undefined ? [...whole, undefined] : whole;
    const called = (what: string, wrong: unknown, list: readonly unknown[]): WrongCall => {
      const text = `${name} ${what} = ${valueText(wrong)}`;
      const hasNaN = isOfData.test(text) || (Number.isNaN(wrong) && /(?:Tables?|Text)$/.test(name));
      return { what: text, call: () => call(...(list as never[])), hasNaN };
    };
    given.forEach((_, i) => {
      places.push(() => {
        const wrong = value();
        return called(`argument ${i}`, wrong, given.with(i, wrong));
      });
    });
    places.push(() => called("arguments", "none", given.slice(0, uniformInt(source, 0, given.length - 1))));
    for (const option of await optionNames(one)) {
      const within = (options as Record<string, unknown>)[option];
      places.push(() => {
        const wrong = value();
        return called(`option ${option}`, wrong, [...args, { ...options, [option]: wrong }]);
      });
      if (typeof within !== "object" || within === null) continue;
      places.push(() => {
        const wrong = value();
        const inner = Array.isArray(within) ? [...within] : { ...within };
        (inner as Record<string, unknown>)[pick(Object.keys(within))] = wrong;
        return called(`within option ${option}`, wrong, [...args, { ...options, [option]: inner }]);
      });
    }
    for (const [i, argument] of args.entries()) {
      if (!isPlain(argument)) continue;
      places.push(() => {
        const wrong = value();
        const [changed, where] = mutated(argument, wrong, pick);
        return called(`argument ${i} at ${where}`, wrong, given.with(i, changed));
      });
    }
  }
  return Array.from({ length: count }, (_, i) => places[i % places.length]());
}

function isPlain(value: unknown): value is object {
  return Array.isArray(value) || (typeof value === "object" && value?.constructor === Object);
}

/** A copy with something else at some depth, and where. */
export function mutated(root: object, wrong: unknown, pick: <T>(list: readonly T[]) => T): [unknown, string] {
  const copy = copyOf(root);
  let at = copy as Record<string, unknown>;
  const path: string[] = [];
  for (;;) {
    const keys = Object.keys(at);
    if (keys.length === 0) return [wrong, path.join(".")];
    const key = pick(keys);
    path.push(key);
    const inner = at[key];
    if (isPlain(inner) && pick([true, true, false])) {
      at = inner as Record<string, unknown>;
      continue;
    }
    if (pick([true, true, true, false])) at[key] = wrong;
    else delete at[key];
    return [copy, path.join(".")];
  }
}

/** Arrays and plain objects are copied, all else is shared. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, copyOf(entry)]));
}

/** A value of the data that is missing, and what follows from it, is NaN; so may labels be. Tables show a NaN that is given. */
const isOfData =
  /^power(?:Curve)? |^(?:predict|longer|effectsPlot|reopen|toTable|readTable)\w* argument|^(?:diagnose|influence|dfbetas) option (?:influence|group)/;

/** What ends in a raw error, in NaN where right arguments have none, or takes over `seconds` of a processor. */
export async function faultOf(
  { what, call, hasNaN = isOfData.test(what) }: WrongCall,
  seconds = 1,
): Promise<string | null> {
  const before = process.cpuUsage();
  let answer: unknown;
  const problem = await rawError(async () => {
    answer = await call();
  });
  const { user, system } = process.cpuUsage(before);
  if (problem !== null) return `${what}: ${problem}`;
  if ((user + system) / 1e6 > seconds) return `${what}: took ${((user + system) / 1e6).toFixed(1)} s of a processor`;
  if (!hasNaN && holdsNaN(answer)) return `${what}: NaN`;
  return null;
}
