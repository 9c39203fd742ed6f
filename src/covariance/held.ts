// A parameter of a structure of few parameters held at a value: its coordinate stays where it is.
import { gram, identity, matrixOf } from "../math/matrix-product.js";
import type { CovarianceChart, CovarianceStructure, EntryParameter } from "./structure.js";

/** T near a given one at which the parameter has the value, and the structure with charts that keep it there. */
export function held(
  structure: CovarianceStructure,
  k: number,
  { kind, row }: Pick<EntryParameter, "kind" | "row">,
  value: number,
  T: Float64Array,
): { readonly T: Float64Array; readonly structure: CovarianceStructure } {
  const par = structure.toPar(k, structure.chart(k, T, identity(k)).factor(0));
  const index = kind === "cor" ? par.length - 1 : structure.hom ? 0 : row;
  par[index] = value;
  const chart: CovarianceStructure["chart"] = (...base) => without(structure.chart(...base), index);
  const parCount = (columns: number) => structure.parCount(columns) - 1;
  return { T: gram(k, structure.fromPar(k, par)), structure: { ...structure, parCount, chart } };
}

/** A chart without one of its coordinates, which stays that of the base. */
function without(chart: CovarianceChart, index: number): CovarianceChart {
  const n = chart.dimension;
  const m = n - 1;
  const place = (a: number) => (a < index ? a : a + 1);
  const minor = (matrix: Float64Array) => matrixOf(m, m, (a, b) => matrix[place(a) + n * place(b)]);
  const others = <T>(list: ArrayLike<T>) => Array.from({ length: m }, (_, a) => list[place(a)]);
  return {
    dimension: m,
    get directions() {
      return others(chart.directions);
    },
    coordinates: () => Float64Array.from(others(chart.coordinates())),
    lambda(x, out) {
      const whole = chart.coordinates();
      x.forEach((value, a) => {
        whole[place(a)] = value;
      });
      chart.lambda(whole, out);
    },
    rebase: () => minor(chart.rebase()),
    curvature: (gradient) => minor(chart.curvature(gradient)),
    bend: (gradient) => minor(chart.bend?.(gradient) ?? new Float64Array(n * n)),
    factor: (threshold) => chart.factor(threshold),
    lengths: () => others(chart.lengths?.() ?? []),
  };
}
