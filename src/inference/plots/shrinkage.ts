// What the model makes of each group's own estimates.

import { LinearSystem } from "../../engine/linear-system.js";
import { UnsupportedError } from "../../errors.js";
import { withExact } from "../../fit/exact-only.js";
import type { LiveFit } from "../../fit/fit.js";
import { rowsOf } from "../../fit/random-effects.js";
import { whiteningBasis } from "../../likelihood/coordinates.js";
import { effectsOutOf, engineInput, mergeLambdas } from "../../likelihood/terms.js";
import type { PlotData, PlotPanel } from "./panels.js";

/** Standard deviation of random effects, in units of σ, at which nothing shrinks. */
const FREE = 1e4;

/**
 * From estimates without shrinkage, all random effects taken as fixed (least squares within each group), to the
 * conditional modes: arrows over each pair of a factor's effects, points for a single one. Throws UnsupportedError for
 * a generalized model, whose groups may have no finite estimates of their own.
 */
export function shrinkage(fit: LiveFit): Omit<PlotData, "kind"> {
  if (!fit.isLinear) {
    throw new UnsupportedError(
      `the shrinkage plot is for linear models; a group of the family "${fit.family}" may have no finite estimate`,
    );
  }
  withExact(fit, "the shrinkage plot");
  const free = freeModes(fit);
  const panels = Object.entries(fit.ranef()).flatMap(([group, { names, levels, values }], factor) => {
    const own = rowsOf(free[factor], names.length);
    const column = (rows: readonly (readonly number[])[], j: number) => Float64Array.from(rows, (row) => row[j]);
    if (names.length === 1) return [single(group, names[0], levels, column(own, 0), column(values, 0))];
    return names.flatMap((yName, b) =>
      names.slice(0, b).map((xName, a): PlotPanel => {
        const ends = { toX: column(values, a), toY: column(values, b) };
        const layer = { mark: "arrows" as const, name: "to the modes", x: column(own, a), y: column(own, b), ...ends };
        return { title: `by ${group}`, xLabel: xName, yLabel: yName, layers: [{ ...layer, labels: levels }] };
      }),
    );
  });
  return { title: "Shrinkage of the random effects", panels };
}

function single(
  group: string,
  name: string,
  labels: readonly string[],
  own: Float64Array,
  modes: Float64Array,
): PlotPanel {
  const sorted = own.slice().sort();
  const ends = Float64Array.of(sorted[0], sorted[sorted.length - 1]);
  return {
    title: `by ${group}`,
    xLabel: `${name} of the group alone`,
    yLabel: `Conditional mode of ${name}`,
    layers: [
      { mark: "points", name: "levels", x: own, y: modes, labels },
      { mark: "line", name: "no shrinkage", x: ends, y: ends },
    ],
  };
}

/** The random effects by factor where their variances are without bound. */
function freeModes(fit: LiveFit): readonly Float64Array[] {
  const { terms: layout, stored } = fit.live.likelihood;
  const engine = new LinearSystem(engineInput(stored));
  const lambdas = layout.map((term) => whiteningBasis(engine, term).map((entry) => FREE * entry));
  mergeLambdas(engine, layout, lambdas).forEach((lambda, factor) => {
    engine.setLambda(factor, lambda);
  });
  engine.factorize();
  return engine.solve().conditionalMode.map((modes, factor) => effectsOutOf(layout, factor, modes));
}
