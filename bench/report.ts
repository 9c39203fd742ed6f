// The bench's figures as a Markdown table, and the table's place in the README.
import { readFileSync, writeFileSync } from "node:fs";

export interface CaseResult {
  readonly id: string;
  readonly title: string;
  readonly rows: number;
  readonly formula: string;
  readonly engines: Readonly<Record<string, EngineResult>>;
}

export interface EngineResult {
  readonly read: number;
  /** Median of the first fit of each process: everything cold. */
  readonly first: number;
  /** Median of all later fits; of all fits where each process made one. */
  readonly median: number;
  readonly fits: number;
  readonly evaluations: number;
  readonly objective: number;
}

export interface BenchResult {
  readonly date: string;
  readonly machine: { cpu: string; cores: number; loadBefore: number; loadAfter: number };
  readonly versions: Readonly<Record<string, string>>;
  readonly cases: readonly CaseResult[];
}

/** A time with three significant digits, in the unit that suits it. */
function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Number(milliseconds.toPrecision(3))} ms`;
  return `${Number((milliseconds / 1000).toPrecision(3))} s`;
}

/** lme4 / blup for one figure; a dash where lme4 did not run. */
const ratio = (theirs: number | undefined, ours: number) =>
  theirs === undefined ? "–" : `**${Number((theirs / ours).toPrecision(2))}×**`;

const whole = (result: EngineResult | undefined, show: (result: EngineResult) => string) =>
  result === undefined ? "–" : show(result);

export function markdownTable({ cases, machine, versions, date }: BenchResult): string {
  const lines = [
    "| model | rows | blup | lme4 | lme4 / blup | cold: blup | cold: lme4 | evaluations: blup | lme4 |",
    "| --- | --: | --: | --: | --: | --: | --: | --: | --: |",
  ];
  for (const { title, rows, engines } of cases) {
    const { blup, lme4 } = engines;
    const cells = [
      title,
      rows.toLocaleString("en-US"),
      duration(blup.median),
      whole(lme4, ({ median }) => duration(median)),
      ratio(lme4?.median, blup.median),
      duration(blup.first),
      whole(lme4, ({ first }) => duration(first)),
      String(blup.evaluations),
      whole(lme4, ({ evaluations }) => String(evaluations)),
    ];
    lines.push(`| ${cells.join(" | ")} |`);
  }
  const engines = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const { cpu, loadBefore, loadAfter } = machine;
  const loads = `${loadBefore.toFixed(1)} before, ${loadAfter.toFixed(1)} after`;
  lines.push(
    "",
    "Median time of a fit with standard errors from data in memory, both engines by turns in one run, one BLAS thread.",
    '"Cold" is the first fit of a process, which includes compiling the core or loading R\'s code.',
    `${date.slice(0, 10)}, ${cpu}, load average ${loads}; ${engines.join("; ")}.`,
  );
  return lines.join("\n");
}

/** Replaces what stands between the two markers of a Markdown file. */
export function replaceBetweenMarkers(path: string, table: string): void {
  const text = readFileSync(path, "utf8");
  const [start, end] = ["<!-- bench:start -->", "<!-- bench:end -->"];
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${path} has no ${start} … ${end}`);
  writeFileSync(path, `${text.slice(0, from + start.length)}\n${table}\n${text.slice(to)}`);
}
