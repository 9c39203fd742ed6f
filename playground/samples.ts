// The data sets that come with the page, each with a model to begin with.
import type { ModelSpec } from "./model-spec.js";

export interface Sample {
  readonly name: string;
  readonly file: string;
  readonly what: string;
  /** Its shape, as a path in a box of 72 × 36: lines, or bars that stand on its ground. */
  readonly thumb: string;
  readonly types: Readonly<Record<string, "number" | "factor" | "ordered">>;
  readonly model: Partial<ModelSpec> & Pick<ModelSpec, "formula">;
}

const factors = (...names: string[]) => Object.fromEntries(names.map((name) => [name, "factor" as const]));

export const samples: readonly Sample[] = [
  {
    name: "sleepstudy",
    file: "sleepstudy.csv.gz",
    thumb:
      "M3 27L10 26L18 27L25 19L32 15L40 8L47 12L54 23L62 7L69 2M3 30L10 32L18 33L25 32L32 32L40 31L47 31L54 31L62 30L69 29M3 33L10 34L18 29L25 29L32 30L40 31L47 29L54 26L62 26L69 27M3 19L10 21L18 23L25 23L32 23L40 22L47 24L54 19L62 21L69 15",
    what: "reaction times under sleep deprivation, 180 rows",
    types: factors("Subject"),
    model: { formula: "Reaction ~ Days + (Days | Subject)" },
  },
  {
    name: "Penicillin",
    file: "Penicillin.csv.gz",
    thumb:
      "M4 5L14 5L26 12L38 8L48 12L60 15L68 15M4 18L14 18L26 24L38 18L48 21L60 21L68 28M4 8L14 8L26 12L38 12L48 8L60 12L68 18M4 24L14 24L26 28L38 28L48 28L60 31L68 31",
    what: "crossed plates and samples, 144 rows",
    types: factors("plate", "sample"),
    model: { formula: "diameter ~ 1 + (1 | plate) + (1 | sample)" },
  },
  {
    name: "cake",
    file: "cake.csv.gz",
    thumb: "M5 26L17 19L29 21L41 14L53 2L65 10M5 32L17 25L29 19L41 18L53 11L65 9M5 29L17 26L29 19L41 21L53 12L65 8",
    what: "breaking angles of cakes by recipe and temperature, 270 rows",
    types: { ...factors("replicate", "recipe"), temperature: "ordered" },
    model: { formula: "angle ~ recipe * temperature + (1 | recipe:replicate)" },
  },
  {
    name: "Machines",
    file: "Machines.csv.gz",
    thumb: "M10 21L36 11L62 7M10 21L36 14L62 12M10 14L36 6L62 3M10 23L36 11L62 9M10 23L36 9L62 2M10 27L36 30L62 13",
    what: "productivity of workers on machines, 54 rows",
    types: factors("Worker", "Machine"),
    model: { formula: "score ~ Machine + (Machine | Worker)" },
  },
  {
    name: "cbpp",
    file: "cbpp.csv.gz",
    thumb: "M10 34V3M28 34V23M44 34V24M62 34V28",
    what: "a disease of cattle in herds, binomial, 56 rows",
    types: factors("herd", "period"),
    model: { formula: "cbind(incidence, size - incidence) ~ period + (1 | herd)", family: "binomial" },
  },
  {
    name: "grouseticks",
    file: "grouseticks.csv.gz",
    thumb: "M5 34V3M12 34V22M19 34V28M26 34V30M33 34V31M39 34V32M46 34V33M53 34V32M60 34V33M67 34V33",
    what: "ticks on grouse chicks, counts, 403 rows",
    types: factors("INDEX", "BROOD", "YEAR", "LOCATION"),
    model: { formula: "TICKS ~ YEAR + scale(HEIGHT) + (1 | BROOD) + (1 | LOCATION)", family: "poisson" },
  },
  {
    name: "VerbAgg",
    file: "VerbAgg.csv.gz",
    thumb: "M8 34V3M19 34V8M30 34V9M42 34V18M53 34V17M64 34V25",
    what: "answers to items on verbal aggression, binary, 7,584 rows",
    types: factors("id", "item"),
    model: { formula: "r2 ~ Anger + Gender + btype + situ + (1 | id) + (1 | item)", family: "binomial" },
  },
  {
    name: "InstEval",
    file: "InstEval.csv.gz",
    thumb: "M9 34V16M22 34V11M36 34V3M50 34V4M63 34V6",
    what: "ratings of lecturers by students, 73,421 rows",
    types: factors("s", "d", "studage", "lectage", "service", "dept"),
    model: { formula: "y ~ service + (1 | s) + (1 | d) + (1 | dept)" },
  },
];
