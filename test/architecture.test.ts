// The rules of ARCHITECTURE.md that a machine can check.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What everybody may import. */
const COMMON = ["errors", "names", "options", "version", "math", "core"];

/** Which rooms of src/ each room may import besides itself and COMMON. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  names: [],
  version: [],
  options: [],
  math: [],
  core: [],
  data: [],
  formula: [],
  optimize: [],
  covariance: [],
  engine: [],
  frame: ["data", "formula"],
  design: ["frame", "formula", "data", "covariance"],
  workers: [],
  family: ["frame"],
  likelihood: ["covariance", "design", "engine", "family", "optimize"],
  model: ["likelihood", "family", "design", "frame", "formula", "data", "covariance", "engine", "optimize"],
  fit: ["model", "likelihood", "family", "design", "frame", "formula", "data", "covariance", "engine", "optimize"],
  inference: [
    "fit",
    "model",
    "likelihood",
    "family",
    "design",
    "frame",
    "data",
    "covariance",
    "engine",
    "optimize",
    "workers",
  ],
  sql: ["model", "frame", "design", "formula", "data"],
  power: ["data", "model", "fit", "inference", "family", "covariance", "workers"],
  remote: ["data", "fit", "model", "inference", "report", "workers"],
  worker: ["fit", "power", "remote", "workers"],
  report: ["inference", "power", "fit", "model", "covariance", "formula"],
  plots: ["inference", "fit"],
  cli: ["data", "fit", "model", "sql", "inference", "power", "report", "formula", "plots"],
};

/** … and which of them for their types only. */
const TYPES_OF: Readonly<Record<string, readonly string[]>> = { likelihood: ["design"] };

/** Sentences about formulas may name covariance structures. */
const NAMING = ["src/formula/describe.ts"];

/** Rooms whose numbers reach a fit: only operations that give the same bits on every machine. */
const NUMERIC = [
  "data",
  "frame",
  "design",
  "covariance",
  "optimize",
  "family",
  "likelihood",
  "model",
  "fit",
  "engine",
  "math",
  "core",
];

const INEXACT =
  /\bMath\.(log|log2|log10|log1p|exp|expm1|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|hypot|cbrt|random)\b|\*\*/;

function sourceFiles(folder: string): string[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts")).map((name) => join(folder, name));
}

const read = (file: string) => readFileSync(join(root, file), "utf8");
const withoutComments = (code: string) => code.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:])\/\/.*$/gm, "$1");

/** The specifiers of every import and re-export of a file, static or dynamic. */
function imports(file: string): string[] {
  const pattern = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)"([^"]+)"/g;
  return Array.from(withoutComments(read(file)).matchAll(pattern), (match) => match[1]);
}

/** The specifiers of the project's own files that a file needs when it runs. */
function valueImports(file: string): string[] {
  const statements = withoutComments(read(file)).matchAll(/^(?:import|export) (type )?[^;]*?from "(\.[^"]+)";/gm);
  return Array.from(statements).flatMap(([, type, specifier]) =>
    type || specifier.endsWith(".wasm") ? [] : specifier,
  );
}

const target = (file: string, specifier: string) => normalize(join(dirname(file), specifier)).replace(/\.js$/, ".ts");

/** The room of a file of src/: its folder, or its own name at the top. */
const room = (file: string) => file.split("/")[1].replace(/\.ts$/, "");

/** The project's own files that a file imports or re-exports, for values or types. */
const ownImports = (file: string) =>
  imports(file)
    .filter((specifier) => specifier.startsWith(".") && !/\.(wasm|json)$/.test(specifier))
    .map((specifier) => target(file, specifier));

/** Whether a file is the face of its folder: the public names that live there. */
const isFace = (file: string) => file.endsWith("/index.ts");

describe("the rooms of src/", () => {
  const files = sourceFiles("src");

  it("import only what the table allows", () => {
    const wrong: string[] = [];
    for (const file of files.filter((name) => name !== "src/index.ts")) {
      const from = room(file);
      for (const specifier of imports(file).filter((name) => name.startsWith("."))) {
        const path = target(file, specifier);
        if (!path.startsWith("src/") || path.endsWith(".wasm")) continue;
        const to = room(path);
        const allowed = to === from || COMMON.includes(to) || MAY_IMPORT[from]?.includes(to);
        if (!allowed) wrong.push(`${file} imports ${specifier}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("import nothing but types where the table says so", () => {
    const wrong = files.filter((file) =>
      valueImports(file).some((specifier) => TYPES_OF[room(file)]?.includes(room(target(file, specifier)))),
    );
    expect(wrong).toEqual([]);
  });

  it("import one another in no circle, types included", () => {
    const circles: string[] = [];
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" > "));
      if (path.includes(file) || done.has(file)) return;
      for (const next of ownImports(file)) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });

  it("show public names by their faces alone, which nobody but the entry looks at", () => {
    const entry = "src/index.ts";
    const lookers = files.filter((file) => file !== entry && ownImports(file).some(isFace));
    expect(lookers).toEqual([]);
    const faces = files.filter((file) => isFace(file) && file !== entry);
    expect([...ownImports(entry)].sort()).toEqual([...faces, "src/errors.ts"].sort());
    for (const face of faces) {
      expect(
        read(face)
          .replace(/^export (type )?\{[^}]*\} from "\.\/[^"]+";$/gm, "")
          .trim(),
        face,
      ).toBe("");
    }
  });

  it("ask a likelihood, a fit, a family or a covariance structure, and never which one it is", () => {
    const outside = files.filter((file) => !["likelihood", "family", "fit", "covariance"].includes(room(file)));
    const known = files
      .filter((file) => ["covariance", "family"].includes(room(file)))
      .flatMap((file) => Array.from(read(file).matchAll(/^ {2}name: "([\w-]+)",$/gm), ([, name]) => name));
    expect(known).toEqual(expect.arrayContaining(["us", "binomial", "inverse-gaussian"]));
    const name = `"(?:${known.join("|")})"`;
    const kinds = /\binstanceof (Linear|Generalized)|"nAGQ" in\b/;
    const named = new RegExp(`[=!]==? ${name}|${name} [=!]==?|case ${name}:|includes\\(${name}\\)`);
    const wrong = outside.filter((file) => {
      const code = withoutComments(read(file));
      return kinds.test(code) || (named.test(code) && !NAMING.includes(file));
    });
    expect(wrong).toEqual([]);
  });

  it("leave transcendental functions to the core where numbers reach a fit", () => {
    const numeric = files.filter((file) => NUMERIC.includes(room(file)));
    expect(numeric.filter((file) => INEXACT.test(withoutComments(read(file))))).toEqual([]);
  });

  it("never depend on a locale", () => {
    const pattern = /\b(localeCompare|toLocale\w+|Intl)\b/;
    expect(files.filter((file) => pattern.test(withoutComments(read(file))))).toEqual([]);
  });

  it("need no Node module from the public entry on", () => {
    const seen = new Set<string>();
    const queue = ["src/index.ts"];
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      for (const specifier of imports(file)) {
        expect(specifier.startsWith("node:"), `${file} imports ${specifier}`).toBe(false);
        if (specifier.startsWith(".") && !specifier.endsWith(".wasm")) queue.push(target(file, specifier));
      }
    }
    expect(seen.size).toBeGreaterThan(10);
  });
});

describe("the core", () => {
  it("knows no statistics in its linear algebra", () => {
    const statistical = /theta|lambda|sigma|deviance|reml|\bbeta\b/i;
    expect(sourceFiles("assembly/linalg").filter((file) => statistical.test(read(file)))).toEqual([]);
  });
});

describe("every source file", () => {
  it("is at most 400 lines long", () => {
    const files = [...sourceFiles("src"), ...sourceFiles("assembly")];
    expect(files.filter((file) => read(file).split("\n").length > 401)).toEqual([]);
  });
});
