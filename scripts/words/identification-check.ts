// Whether a fit says of a design what it has to, and whether dense matrices see a reason.
import { glmm, type LiveFit, lmm } from "../../src/index.js";
import { symmetricEigen } from "../../src/math/symmetric-eigen.js";
import type { IdentificationCase } from "./identification-case.js";

/** What a fit says wrongly, null where it is right. */
export async function identificationFault(model: IdentificationCase): Promise<string | null> {
  const { formula, data, options, words } = model;
  const fit = options === null ? await lmm(formula, data) : await glmm(formula, data, options);
  const message = fit.warnings.find(({ code }) => code === "W_NOT_IDENTIFIED")?.message ?? "";
  const open = [...denseNull(fit, options === null)];
  if (words === null ? open.length > 0 : open.length === 0) return `dense matrices leave open: ${open.join(", ")}`;
  const isRight = words === null ? message === "" : message.includes(words);
  return isRight ? null : `"${message}" INSTEAD OF "${words}"`;
}

/** Names of the parameters in the null space of tr(M V_a M V_b), from n × n matrices. */
function denseNull(fit: LiveFit, isLinear: boolean): Set<string> {
  const { design } = fit.live;
  const n = design.nobs;
  const names: string[] = [];
  const parts: Float64Array[] = [];
  const project = isLinear ? projector(fit) : null;
  const push = (name: string, entry: (i: number, j: number) => number) => {
    const V = Float64Array.from({ length: n * n }, (_, at) => entry(at % n, Math.floor(at / n)));
    names.push(name);
    parts.push(project === null ? V : product(n, product(n, project, V), project));
  };
  const components = fit.varCorr();
  design.random.forEach(({ columns, factor, structure, names: own }, t) => {
    const { codes } = design.factors[factor];
    // Years from their mean, beside an intercept: the same space, without the digits that are lost far from zero.
    const means = columns.map((values, c) => (values !== null && own[c] === "year" ? mean(values) : 0));
    const z = (c: number, i: number) => (columns[c]?.[i] ?? 1) - means[c];
    const same = (i: number, j: number) => (codes[i] === codes[j] ? 1 : 0);
    columns.forEach((_, a) => {
      for (let b = 0; b <= a; b++) {
        if (structure === "cs" || (structure === "diag" && a !== b)) continue;
        const name =
          a === b ? `var(${own[a]} | ${components[t].label})` : `cov(${own[b]}, ${own[a]} | ${components[t].label})`;
        push(name, (i, j) => same(i, j) * (z(a, i) * z(b, j) + (a === b ? 0 : z(b, i) * z(a, j))));
      }
    });
  });
  if (isLinear) push("residual", (i, j) => (i === j ? 1 : 0));
  const m = parts.length;
  const lengths = parts.map((V) => Math.sqrt(V.reduce((sum, value) => sum + value * value, 0)));
  const zero = new Set(names.filter((_, a) => lengths[a] < 1e-8 * n));
  const G = Float64Array.from({ length: m * m }, (_, at) => {
    const [a, b] = [at % m, Math.floor(at / m)];
    if (zero.has(names[a]) || zero.has(names[b])) return a === b ? 1 : 0;
    return parts[a].reduce((sum, value, i) => sum + value * parts[b][i], 0) / (lengths[a] * lengths[b]);
  });
  const { values, vectors } = symmetricEigen(m, G);
  values.forEach((value, k) => {
    if (value > 1e-10) return;
    for (let a = 0; a < m; a++) if (Math.abs(vectors[a + k * m]) > 1e-4) zero.add(names[a]);
  });
  return zero;
}

/** I − X(X'X)⁻¹X', column by column of X. */
function projector(fit: LiveFit): Float64Array {
  const { design, likelihood } = fit.live;
  const n = design.nobs;
  const axes: Float64Array[] = [];
  for (const column of likelihood.kept) {
    const rest = Float64Array.from(design.fixed.columns[column]);
    for (let pass = 0; pass < 2; pass++) {
      for (const axis of axes) {
        const share = axis.reduce((sum, value, i) => sum + value * rest[i], 0);
        for (let i = 0; i < n; i++) rest[i] -= share * axis[i];
      }
    }
    const length = Math.sqrt(rest.reduce((sum, value) => sum + value * value, 0));
    axes.push(rest.map((value) => value / length));
  }
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [at % n, Math.floor(at / n)];
    return axes.reduce((sum, axis) => sum - axis[i] * axis[j], i === j ? 1 : 0);
  });
}

function product(n: number, a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < n; k++) for (let i = 0; i < n; i++) out[i + j * n] += a[i + k * n] * b[k + j * n];
  }
  return out;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
