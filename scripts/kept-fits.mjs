// Keeps many fits of one small model, and says what they take: `node --expose-gc scripts/kept-fits.mjs [lmm | glmm] [COUNT]`.
import { readFileSync } from "node:fs";
import { glmm, lmm, readCsv } from "../dist/index.js";

const [kind = "lmm", count = "100000"] = process.argv.slice(2);
const tableOf = (name) => readCsv(readFileSync(new URL(`../datasets/${name}.csv`, import.meta.url), "utf8"));
const fitsOf = {
  async lmm() {
    const table = await tableOf("sleepstudy");
    return () => lmm("Reaction ~ Days + (Days | Subject)", table);
  },
  async glmm() {
    const table = await tableOf("cbpp");
    return () => glmm("cbind(incidence, size - incidence) ~ period + (1 | herd)", table);
  },
};
const oneMore = await fitsOf[kind]();
const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;
const fits = [];
let before = null;
for (const share of [0.1, 0.2, 0.5, 1]) {
  while (fits.length < share * Number(count)) fits.push(await oneMore());
  globalThis.gc?.();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  const held = { at: fits.length, bytes: heapUsed + arrayBuffers };
  const each = before && Math.round((held.bytes - before.bytes) / (held.at - before.at));
  before = held;
  console.log(
    `${held.at} fits: ${megabytes(rss)} in memory, ${megabytes(held.bytes)} held${each ? `, ${each} bytes a fit more` : ""}`,
  );
}
const told = (one) => JSON.stringify([one.vcov(), one.ranef(), one.theta]);
if (told(fits[0]) !== told(fits.at(-1))) throw new Error("the first fit and the last do not say the same");
