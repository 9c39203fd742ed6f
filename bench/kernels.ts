// The dense kernels of the core at several sizes, as a share of what the bare register tile reaches in cache.
// Beside them: naive scalar loops compiled with the same options, and R's BLAS and LAPACK on one thread.
// Usage: npm run bench:kernels [-- --size N …] [--output DIR]
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { instantiateSync } from "@assemblyscript/loader";
import { singleThreaded } from "./launch.js";
import { type Machine, machineLine, observeMachine } from "./machine.js";
import { type Column, markdownTable, NONE, replaceBetweenMarkers, significant } from "./markdown.js";
import { writeJson } from "./results.js";

interface KernelCore {
  readonly memory: WebAssembly.Memory;
  allocate(bytes: number): number;
  tileRowBytes(n: number): number;
  element(matrix: number, row: number, column: number): number;
  microkernel(a: number, b: number, depth: number, c: number, calls: number): void;
  cholesky(s: number, inverse: number, n: number): number;
  rankUpdate(s: number, p: number, n: number, depth: number): void;
  forwardSolve(l: number, inverse: number, rows: number, x: number, columns: number, stride: number): void;
  inverseFromFactor(l: number, inverse: number, rows: number, n: number, work: number): void;
  naiveCholesky(s: number, n: number): void;
  naiveRankUpdate(s: number, p: number, n: number): void;
  naiveForwardSolve(l: number, x: number, n: number): void;
  naiveInverse(l: number, result: number, work: number, n: number): void;
}

const KERNELS = ["cholesky", "rankUpdate", "forwardSolve", "inverse"] as const;
type Kernel = (typeof KERNELS)[number];

const TITLES: Readonly<Record<Kernel, string>> = {
  cholesky: "Cholesky",
  rankUpdate: "rank-n update (syrk)",
  forwardSolve: "triangular solve, n right-hand sides",
  inverse: "inverse from the Cholesky factor",
};

/** Multiplications and additions of a kernel at size n. */
const FLOPS: Readonly<Record<Kernel, (n: number) => number>> = {
  cholesky: (n) => (n * n * n) / 3,
  rankUpdate: (n) => n * n * n,
  forwardSolve: (n) => n * n * n,
  inverse: (n) => (2 * n * n * n) / 3,
};

interface KernelRow {
  readonly n: number;
  readonly kernel: Kernel;
  /** Gflop/s, best of the runs; that of the bare tile in the same turns. */
  readonly rate: number;
  readonly tile: number;
  readonly naive: number;
  readonly r?: number;
}

const TILE_DEPTH = 256;
const TILE_CALLS = 500;
const RUN_SECONDS = 1;
const NAIVE_SECONDS = 0.3;

const { values: options } = parseArgs({
  options: { size: { type: "string", multiple: true, default: ["256", "1000", "2000"] }, output: { type: "string" } },
});
const sizes = (options.size as string[]).map(Number);

const module = new WebAssembly.Module(readFileSync("build/bench/kernels.wasm"));

function instantiate(): KernelCore {
  return instantiateSync(module).exports as unknown as KernelCore;
}

interface Work {
  readonly work: () => void;
  /** What must come before each run, outside the clock. */
  readonly prepare: () => void;
}

/** Least seconds of each of several works, which run by turns; at least `least` turns. */
function bestSeconds(works: readonly Work[], seconds: number, least: number): number[] {
  const best = works.map(() => Number.POSITIVE_INFINITY);
  const end = performance.now() + 1000 * seconds;
  for (let turn = 0; turn < least || performance.now() < end; turn++) {
    for (const [i, { work, prepare }] of works.entries()) {
      prepare();
      const start = performance.now();
      work();
      best[i] = Math.min(best[i], (performance.now() - start) / 1000);
    }
  }
  return best;
}

const nothing = () => {};

/** The bare register tile on two panels of 8 kB, which stay in the first cache. */
function tileWork(core: KernelCore): Work {
  const [a, b] = [core.allocate(32 * TILE_DEPTH), core.allocate(32 * TILE_DEPTH)];
  const c = core.allocate(128);
  for (const panel of [a, b]) new Float64Array(core.memory.buffer, panel, 4 * TILE_DEPTH).fill(1e-3);
  return { work: () => core.microkernel(a, b, TILE_DEPTH, c, TILE_CALLS), prepare: nothing };
}

/** Entries of a well-conditioned positive definite matrix: near n on the diagonal, below 1 elsewhere. */
const entry = (n: number, i: number, j: number) => (i === j ? n : ((i * 7 + j * 13) % 17) / 17 - 0.5);

/** What one size needs: runs of the core's kernel and of the naive one, each with what comes before it. */
function worksOf(kernel: Kernel, n: number, core: KernelCore): readonly [Work, Work] {
  const tiles = Math.ceil(n / 4);
  const padded = 4 * tiles;
  const triangleBytes = core.tileRowBytes(n);
  const squareBytes = 8 * padded * padded;
  const doubles = (address: number, bytes: number) => new Float64Array(core.memory.buffer, address, bytes / 8);
  const [pristine, matrix, result, work] = Array.from({ length: 4 }, () => core.allocate(triangleBytes));
  const [panel, plain, naive, other] = Array.from({ length: 4 }, () => core.allocate(squareBytes));
  const pivots = core.allocate(8 * padded);

  const source = doubles(pristine, triangleBytes);
  for (let i = 0; i < padded; i++) {
    for (let j = 0; j <= i; j++) {
      const value = i < n ? entry(n, i, j) : Number(i === j);
      source[(core.element(pristine, i, j) - pristine) / 8] = value;
    }
  }
  const square = doubles(plain, squareBytes);
  for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) square[j * n + i] = entry(n, i, j);
  doubles(panel, squareBytes).fill(1e-3);

  const reset = () => doubles(matrix, triangleBytes).set(doubles(pristine, triangleBytes));
  const resetNaive = () => doubles(naive, squareBytes).set(doubles(plain, squareBytes));
  const factored = () => {
    reset();
    if (core.cholesky(matrix, pivots, n) !== 0) throw new Error("the matrix is not positive definite");
  };
  const factoredNaive = () => {
    resetNaive();
    core.naiveCholesky(naive, n);
  };
  switch (kernel) {
    case "cholesky":
      return [
        { work: () => void core.cholesky(matrix, pivots, n), prepare: reset },
        { work: () => core.naiveCholesky(naive, n), prepare: resetNaive },
      ];
    case "rankUpdate":
      return [
        { work: () => core.rankUpdate(matrix, panel, n, n), prepare: reset },
        { work: () => core.naiveRankUpdate(naive, plain, n), prepare: resetNaive },
      ];
    case "forwardSolve":
      factored();
      factoredNaive();
      return [
        {
          work: () => core.forwardSolve(matrix, pivots, n, panel, tiles, 32 * padded),
          prepare: () => doubles(panel, squareBytes).fill(1e-3),
        },
        {
          work: () => core.naiveForwardSolve(naive, other, n),
          prepare: () => doubles(other, squareBytes).set(doubles(plain, squareBytes)),
        },
      ];
    case "inverse":
      factored();
      factoredNaive();
      return [
        { work: () => core.inverseFromFactor(matrix, pivots, n, result, work), prepare: nothing },
        { work: () => core.naiveInverse(naive, other, plain, n), prepare: nothing },
      ];
  }
}

/** R's least seconds by size and kernel, or a sentence why there are none. */
function timesOfR(): { version: string; seconds: Record<string, Record<Kernel, number>> } | null {
  const args = ["--vanilla", "bench/engines/kernels.R", ...sizes.map(String)];
  const run = spawnSync("Rscript", args, { encoding: "utf8", env: singleThreaded });
  if (run.status === 0) return JSON.parse(run.stdout);
  console.error("R is skipped: Rscript is not here");
  return null;
}

const observed = observeMachine();
const ofR = timesOfR();
const rows: KernelRow[] = [];
for (const n of sizes) {
  for (const kernel of KERNELS) {
    const core = instantiate();
    const [ours, naive] = worksOf(kernel, n, core);
    const [best, bestTile] = bestSeconds([ours, tileWork(core)], RUN_SECONDS, 5);
    const [bestNaive] = bestSeconds([naive], NAIVE_SECONDS, 1);
    const tile = (32 * TILE_DEPTH * TILE_CALLS) / bestTile / 1e9;
    const flops = FLOPS[kernel](n) / 1e9;
    const r = ofR?.seconds[n]?.[kernel];
    rows.push({ n, kernel, rate: flops / best, tile, naive: flops / bestNaive, ...(r && { r: flops / r }) });
    console.error(`${n} ${kernel}: ${(flops / best).toFixed(2)} Gflop/s, tile ${tile.toFixed(2)}`);
  }
}

const date = new Date().toISOString();
const machine: Machine = observed();
const rate = (value: number | undefined) => (value === undefined ? NONE : significant(value, 2));
const columns: readonly Column<KernelRow>[] = [
  { title: "kernel", left: true, cell: ({ kernel }) => TITLES[kernel] },
  { title: "n", cell: ({ n }) => String(n) },
  { title: "Gflop/s", cell: (row) => rate(row.rate) },
  { title: "bare tile", cell: (row) => rate(row.tile) },
  { title: "share", cell: (row) => `**${Math.round((100 * row.rate) / row.tile)} %**` },
  { title: "naive loop", cell: (row) => rate(row.naive) },
  { title: "R", cell: ({ r }) => rate(r) },
];
const text = [
  markdownTable(columns, rows),
  "",
  `${machineLine(date, machine)} ${ofR ? `${ofR.version}, one thread.` : "Without R."}`,
].join("\n");
console.log(text);
const folder = options.output ?? "bench/results";
writeJson(`${folder}/kernels.json`, { date, machine, r: ofR?.version ?? null, rows });
writeFileSync(`${folder}/kernels.md`, `${text}\n`);
if (options.output === undefined) replaceBetweenMarkers("docs/performance.md", "kernels", text);
