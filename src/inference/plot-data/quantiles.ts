// Samples beside the quantiles of a normal distribution: residuals, and random effects.
import { elementary } from "../../engine/load.js";
import { normalQuantile } from "../../math/distributions/distributions.js";
import type { MixedModel } from "../../model/types.js";

export interface QuantilePoint {
  readonly theoretical: number;
  readonly sample: number;
  /** Of a random effect, its level. */
  readonly level: string | null;
}

export interface QuantilePanel {
  /** What was sampled: "Subject: Days", or "residuals". */
  readonly name: string;
  readonly points: readonly QuantilePoint[];
  /** The line through the quartiles, as R's qqline(). */
  readonly line: { readonly intercept: number; readonly slope: number };
}

/** Scaled residuals against normal quantiles. */
export function residualQuantiles(fit: MixedModel): QuantilePanel[] {
  return [panel("residuals", Array.from(fit.residuals("scaled")), null)];
}

/** The conditional modes of each random effect against normal quantiles. */
export function ranefQuantiles(fit: MixedModel): QuantilePanel[] {
  return Object.entries(fit.ranef()).flatMap(([group, { names, levels, values }]) =>
    names.map((effect, column) =>
      panel(
        `${group}: ${effect}`,
        values.map((row) => row[column]),
        levels,
      ),
    ),
  );
}

function panel(name: string, sample: readonly number[], levels: readonly string[] | null): QuantilePanel {
  const order = Array.from(sample.keys()).sort((a, b) => sample[a] - sample[b]);
  const n = order.length;
  // R's ppoints().
  const shift = n <= 10 ? 3 / 8 : 1 / 2;
  const points = order.map((index, i) => ({
    theoretical: normalQuantile((i + 1 - shift) / (n + 1 - 2 * shift), "lower", elementary()),
    sample: sample[index],
    level: levels?.[index] ?? null,
  }));
  return { name, points, line: quartileLine(points.map((point) => point.sample)) };
}

function quartileLine(sorted: readonly number[]): QuantilePanel["line"] {
  const at = (p: number) => {
    const place = (sorted.length - 1) * p;
    const low = Math.floor(place);
    const high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
  };
  const third = normalQuantile(0.75, "lower", elementary());
  const slope = (at(0.75) - at(0.25)) / (2 * third);
  return { slope, intercept: at(0.25) + slope * third };
}
