// The numbers of a fit down to their last bit, for comparing one machine or browser with another.
import { type GlmmOptions, glmm, type LmmOptions, lmm, readCsv, simulate } from "../../src/index.js";

export interface BitsCase {
  readonly id: string;
  readonly formula: string;
  readonly csv: string;
  readonly types: Record<string, "number" | "factor" | "ordered">;
  readonly levels: Record<string, string[]>;
  /** Of glmm() where there is a family, else of lmm(). */
  readonly options: LmmOptions | (GlmmOptions & Required<Pick<GlmmOptions, "family">>);
}

/** A double as 16 hexadecimal digits. */
function hex(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16).padStart(16, "0");
}

/** FNV-1a of the hexadecimal digits of many numbers: enough to tell whether any bit differs. */
function digest(values: ArrayLike<number>): string {
  let hash = 0x811c9dc5;
  for (const value of Array.from(values)) {
    for (const digit of hex(value)) hash = Math.imul(hash ^ digit.charCodeAt(0), 0x01000193) >>> 0;
  }
  return hash.toString(16);
}

/** Every kind of number that a fit reports, as bits. */
export async function fitBits({ csv, types, levels, formula, options }: BitsCase): Promise<Record<string, string>> {
  const table = await readCsv(csv, { types, levels });
  const fit = await ("family" in options ? glmm(formula, table, options) : lmm(formula, table, options));
  const effects = fit.fixef();
  const ranef = Object.values(fit.ranef());
  return {
    objective: hex(fit.objective),
    sigma: hex(fit.sigma),
    theta: Array.from(fit.theta, hex).join(" "),
    estimates: effects.map(({ estimate }) => hex(estimate)).join(" "),
    standardErrors: effects.map(({ stdError }) => hex(stdError)).join(" "),
    pValues: effects.map(({ p }) => hex(p ?? 1)).join(" "),
    components: fit
      .varCorr()
      .map(({ sd, corr }) => digest([...sd, ...corr.flat()]))
      .join(" "),
    ranef: ranef.map(({ values }) => digest(values.flat())).join(" "),
    condVar: ranef.map(({ condVar }) => digest(condVar.flat(2))).join(" "),
    fitted: digest(fit.fitted()),
    residuals: digest(fit.residuals()),
    simulated: digest(simulate(fit, { seed: 7 })[0]),
    evaluations: String(fit.convergence.evaluations),
  };
}
