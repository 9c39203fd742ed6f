// How much each random effect contributes: standard deviations in units in which a column has a mean square of one.
import type { LiveFit } from "../../fit/fit.js";
import type { EffectTerm } from "../../model/formula-terms.js";

/** A function of a grouping factor and an effect, null for the intercept: its largest column, 0 where none has variance. */
export function effectSizes(fit: LiveFit): (group: string, effect: EffectTerm | null) => number {
  const { design } = fit.live;
  const sizes = new Map<string, number>();
  const zero = ZERO * fit.sigma;
  fit.varCorr().forEach(({ group, names, sd }, t) => {
    names.forEach((name, c) => {
      const column = design.random[t].columns[c];
      const square = column === null ? design.nobs : column.reduce((sum, value) => sum + value * value, 0);
      const size = sd[c] * Math.sqrt(square / design.nobs);
      sizes.set(`${group} ${name}`, size < zero ? 0 : size);
    });
  });
  return (group, effect) => {
    const columns = effect?.columns ?? ["(Intercept)"];
    return Math.max(...columns.map((name) => sizes.get(`${group} ${name}`) ?? 0));
  };
}

/** Multiple of sigma below which a standard deviation is none, as for singular fits. */
const ZERO = 1e-4;
