// Simulated data for the bench: subjects fully crossed with items, intercept and slope varying by both.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Standard normal draws by Marsaglia's polar method. */
function normals(seed: number): () => number {
  const source = xoroshiro128plus(seed);
  return () => {
    for (;;) {
      const u = 2 * uniformFloat64(source) - 1;
      const v = 2 * uniformFloat64(source) - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) return u * Math.sqrt((-2 * Math.log(s)) / s);
    }
  };
}

/** Intercepts and slopes of `count` levels with the given standard deviations and correlation. */
function effects(count: number, sdIntercept: number, sdSlope: number, correlation: number, normal: () => number) {
  const rest = Math.sqrt(1 - correlation * correlation);
  return Array.from({ length: count }, () => {
    const z = normal();
    return { intercept: sdIntercept * z, slope: sdSlope * (correlation * z + rest * normal()) };
  });
}

/** Writes `subjects × items` rows of y, x, subj, item as CSV, unless the file is there already. */
export function simulateCrossed(path: string, subjects: number, items: number, seed: number): void {
  if (existsSync(path)) return;
  const normal = normals(seed);
  const bySubject = effects(subjects, 1, 0.5, 0.3, normal);
  const byItem = effects(items, 0.8, 0.3, -0.2, normal);
  const rows = ["y,x,subj,item"];
  for (const [i, subject] of bySubject.entries()) {
    for (const [j, item] of byItem.entries()) {
      const x = normal();
      const mean = 10 + 2 * x + subject.intercept + item.intercept + (subject.slope + item.slope) * x;
      rows.push(`${(mean + 2 * normal()).toFixed(6)},${x.toFixed(6)},s${i + 1},i${j + 1}`);
    }
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${rows.join("\n")}\n`);
}
