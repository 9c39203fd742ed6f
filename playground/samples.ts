// The data sets that come with the page, each with a model to begin with.
import type { ModelSpec } from "./model-spec.js";

export interface Sample {
  readonly name: string;
  readonly file: string;
  readonly what: string;
  readonly types: Readonly<Record<string, "number" | "factor" | "ordered">>;
  readonly model: Partial<ModelSpec> & Pick<ModelSpec, "formula">;
}

const factors = (...names: string[]) => Object.fromEntries(names.map((name) => [name, "factor" as const]));

export const samples: readonly Sample[] = [
  {
    name: "sleepstudy",
    file: "sleepstudy.csv.gz",
    what: "reaction times under sleep deprivation, 180 rows",
    types: factors("Subject"),
    model: { formula: "Reaction ~ Days + (Days | Subject)" },
  },
  {
    name: "Penicillin",
    file: "Penicillin.csv.gz",
    what: "crossed plates and samples, 144 rows",
    types: factors("plate", "sample"),
    model: { formula: "diameter ~ 1 + (1 | plate) + (1 | sample)" },
  },
  {
    name: "cake",
    file: "cake.csv.gz",
    what: "breaking angles of cakes by recipe and temperature, 270 rows",
    types: { ...factors("replicate", "recipe"), temperature: "ordered" },
    model: { formula: "angle ~ recipe * temperature + (1 | recipe:replicate)" },
  },
  {
    name: "Machines",
    file: "Machines.csv.gz",
    what: "productivity of workers on machines, 54 rows",
    types: factors("Worker", "Machine"),
    model: { formula: "score ~ Machine + (Machine | Worker)" },
  },
  {
    name: "cbpp",
    file: "cbpp.csv.gz",
    what: "a disease of cattle in herds, binomial, 56 rows",
    types: factors("herd", "period"),
    model: { formula: "cbind(incidence, size - incidence) ~ period + (1 | herd)", family: "binomial" },
  },
  {
    name: "grouseticks",
    file: "grouseticks.csv.gz",
    what: "ticks on grouse chicks, counts, 403 rows",
    types: factors("INDEX", "BROOD", "YEAR", "LOCATION"),
    model: { formula: "TICKS ~ YEAR + scale(HEIGHT) + (1 | BROOD) + (1 | LOCATION)", family: "poisson" },
  },
  {
    name: "VerbAgg",
    file: "VerbAgg.csv.gz",
    what: "answers to items on verbal aggression, binary, 7,584 rows",
    types: factors("id", "item"),
    model: { formula: "r2 ~ Anger + Gender + btype + situ + (1 | id) + (1 | item)", family: "binomial" },
  },
  {
    name: "InstEval",
    file: "InstEval.csv.gz",
    what: "ratings of lecturers by students, 73,421 rows",
    types: factors("s", "d", "studage", "lectage", "service", "dept"),
    model: { formula: "y ~ service + (1 | s) + (1 | d) + (1 | dept)" },
  },
];
