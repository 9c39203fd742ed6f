// A large crossed design by the iterative method: ratings of films by users, simulated with heavy tails, with the seconds,
// the memory and the errors of its fit. For sizes that tests have no time for.
import { parseArgs } from "node:util";
import { lmm } from "../dist/index.js";

const USAGE = `node scripts/ratings.mjs [USERS FILMS RATINGS] [--probes N] [--seed N] [--clustered] [--slopes] [--exact]

Simulates RATINGS ratings of FILMS films by USERS users (138000 27000 20000000 unless given) and fits them by the iterative method.
--clustered: users rate films near a place of their own; --slopes: by both factors; --exact: the exact method, too.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    probes: { type: "string", default: "16" },
    seed: { type: "string", default: "1" },
    clustered: { type: "boolean", default: false },
    slopes: { type: "boolean", default: false },
    exact: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

/** A generator that needs no state beyond 32 bits: its period is enough for what is drawn here. */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4294967296;
  };
}

/** Standard normal, nearly: the sum of twelve uniform numbers less six. */
function normal(uniform) {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += uniform();
  return sum;
}

/** Draws of levels by weights that fall with a power of the rank. */
function drawn(count, power, uniform) {
  const sums = new Float64Array(count);
  let total = 0;
  for (let i = 0; i < count; i++) sums[i] = total += 1 / (i + 10) ** power;
  return () => {
    const at = uniform() * total;
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] < at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** Ratings of each user, heavy-tailed where `power` is not 0: `count` in all, each user at most half of the films. */
function numbersOf(users, films, count, power) {
  const weights = Float64Array.from({ length: users }, (_, i) => 1 / (i + 10) ** power);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let left = count;
  return Int32Array.from(weights, (weight, u) => {
    const own = Math.min(left, Math.floor(films / 2), Math.max(1, Math.round((count * weight) / total)));
    left -= own;
    return u === users - 1 ? own + Math.min(left, Math.floor(films / 2) - own) : own;
  });
}

/** No user rates a film twice; rows come user by user. */
function simulated(users, films, asked, { clustered, slopes, seed }) {
  const uniform = generator(seed);
  const effects = (levels, sd) => Float64Array.from({ length: levels }, () => sd * normal(uniform));
  const [a, b] = [effects(users, 0.4), effects(films, 0.5)];
  const [sa, sb] = slopes ? [effects(users, 0.2), effects(films, 0.2)] : [null, null];
  const numbers = numbersOf(users, films, asked, clustered ? 0 : 0.6);
  const count = numbers.reduce((sum, own) => sum + own, 0);
  const user = new Int32Array(count);
  const film = new Int32Array(count);
  const stars = new Float64Array(count);
  const x = slopes ? new Float64Array(count) : null;
  const popular = drawn(films, 0.6, uniform);
  const near = (u) => Math.min(films - 1, Math.max(0, Math.floor(films * (u / users + 0.01 * normal(uniform)))));
  const seen = new Int32Array(films).fill(-1);
  for (let u = 0, i = 0; u < users; u++) {
    for (const end = i + numbers[u]; i < end; i++) {
      // The first film of a user is one that all films have in turn.
      let f = i === end - numbers[u] ? u % films : clustered ? near(u) : popular();
      for (let tries = 0; seen[f] === u; tries++) f = tries < 20 ? (clustered ? near(u) : popular()) : (f + 1) % films;
      seen[f] = u;
      [user[i], film[i]] = [u, f];
      stars[i] = 3.5 + a[u] + b[f] + 0.85 * normal(uniform);
      if (x === null) continue;
      x[i] = normal(uniform);
      stars[i] += x[i] * (0.3 + sa[u] + sb[f]);
    }
  }
  const levels = (length, name) => Array.from({ length }, (_, i) => `${name}${i}`);
  const data = {
    stars,
    user: { codes: user, levels: levels(users, "u") },
    film: { codes: film, levels: levels(films, "f") },
  };
  return x === null ? data : { ...data, x };
}

if (values.help) {
  console.log(USAGE);
  process.exit();
}
const [users = 138000, films = 27000, count = 20000000] = positionals.map(Number);
const { clustered, slopes } = values;
const [seed, probes] = [Number(values.seed), Number(values.probes)];
const data = simulated(users, films, count, { clustered, slopes, seed });
const formula = slopes ? "stars ~ x + (1 + x | user) + (1 + x | film)" : "stars ~ 1 + (1 | user) + (1 | film)";
const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;
const before = process.memoryUsage().rss;
console.log(`${data.stars.length} ratings, ${users} × ${films}; memory with the data alone ${megabytes(before)}`);
for (const method of values.exact ? ["exact", "iterative"] : ["iterative"]) {
  const start = process.cpuUsage();
  const options = method === "exact" ? {} : { method, probes, seed };
  const fit = await lmm(formula, data, options);
  const fixed = fit.fixef();
  const errors = fit.monteCarlo;
  const { user: own, system } = process.cpuUsage(start);
  console.log(
    `${method}: ${((own + system) / 1e6).toFixed(1)} s of a processor, build ${(fit.timing.build / 1e3).toFixed(1)} s, fit ${(fit.timing.fit / 1e3).toFixed(1)} s`,
  );
  console.log(
    `  most memory ${megabytes(1024 * process.resourceUsage().maxRSS)}, without the data ${megabytes(1024 * process.resourceUsage().maxRSS - before)}`,
  );
  console.log(
    `  evaluations ${fit.convergence.evaluations}, converged ${fit.convergence.converged}, −2 log L ${fit.objective}, theta ${fit.theta.join(" ")}, sigma ${fit.sigma}`,
  );
  console.log(`  ${fixed.map(({ name, estimate, stdError }) => `${name} ${estimate} (${stdError})`).join(", ")}`);
  if (errors !== null) {
    console.log(
      `  error of −2 log L ${errors.objectiveError}, of theta ${errors.thetaErrors.join(" ")}, share ${errors.share}, steps ${errors.iterations}`,
    );
  }
}
