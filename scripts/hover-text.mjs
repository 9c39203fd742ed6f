// What an editor shows when it hovers over the library's names: every export, and every member of a type that exports
// lead to, has a text, and every exported function and class an example. Prints what has none, by file, and fails if there is any.
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Whether a declaration stands in this repository's src/, outside of private parts. */
function isOurs(declaration) {
  const file = declaration.getSourceFile().fileName;
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  if (declaration.name && ts.isPrivateIdentifier(declaration.name)) return false;
  return file.startsWith(join(root, "src")) && (ts.getCombinedModifierFlags(declaration) & hidden) === 0;
}

/**
 * The exports and members of the module at `entry`: how many they are, which are `missing` a text, which functions are
 * `bare` of an example, as `{ file, line, name }`; names of `values` and of `types`, and the code of the `examples`.
 */
export function hoverText(entry = join(root, "src/index.ts")) {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [entry] }, ts.sys, root);
  const program = ts.createProgram([entry, join(root, "src/wasm.d.ts")], options);
  const checker = program.getTypeChecker();
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(entry)));
  const [missing, bare, members, named] = [[], [], new Map(), new Set()];
  const [values, types, examples] = [[], [], []];

  const place = (symbol, name) => {
    const declaration = symbol.declarations[0];
    const source = declaration.getSourceFile();
    const { line } = source.getLineAndCharacterOfPosition(declaration.getStart());
    const doc = ts.getJSDocCommentsAndTags(declaration).find(ts.isJSDoc);
    return { file: relative(root, source.fileName), line: line + 1, name, start: declaration.getStart(), doc };
  };
  const isTold = (symbol) => symbol.getDocumentationComment(checker).length > 0;

  const isInternal = ({ jsDoc = [] }) =>
    jsDoc.some(({ tags }) => tags?.some(({ tagName }) => tagName.text === "internal"));

  /** Takes in the members of a type, and those of the types that they lead to. */
  const visit = (type, owner) => {
    for (const part of type.isUnionOrIntersection() ? type.types : [type]) {
      for (const member of checker.getPropertiesOfType(part)) {
        const [declaration] = member.declarations ?? [];
        if (!declaration || !isOurs(declaration) || members.has(declaration)) continue;
        const name = `${owner}.${member.name.startsWith("__@") ? "[symbol]" : member.name}`;
        members.set(declaration, name);
        if (!isTold(member)) missing.push(place(member, name));
        if (!isInternal(declaration)) visitWritten(declaration, name);
      }
    }
  };
  const visitWritten = (declaration, owner) => {
    const look = (node) => {
      if (ts.isTypeLiteralNode(node)) visit(checker.getTypeFromTypeNode(node), owner);
      else if (ts.isTypeReferenceNode(node)) visitNamed(node);
      if (!ts.isBlock(node) && !ts.isTypeLiteralNode(node)) ts.forEachChild(node, look);
    };
    for (const node of [declaration.type, ...(declaration.parameters ?? [])]) if (node) look(node);
  };
  /** The type that a name stands for, exported or not. */
  const visitNamed = ({ typeName }) => {
    let symbol = checker.getSymbolAtLocation(typeName);
    if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
    if (!symbol?.declarations?.every(isOurs) || named.has(symbol)) return;
    named.add(symbol);
    visit(checker.getDeclaredTypeOfSymbol(symbol), symbol.name);
    for (const declaration of symbol.declarations)
      if (ts.isTypeAliasDeclaration(declaration)) visitWritten(declaration, symbol.name);
  };

  for (const found of exported) {
    const symbol = found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
    if (!isTold(symbol)) missing.push(place(symbol, found.name));
    (symbol.flags & ts.SymbolFlags.Value ? values : types).push(found.name);
    if (symbol.flags & ts.SymbolFlags.Function) {
      const example = symbol.getJsDocTags().find(({ name }) => name === "example");
      if (example === undefined) bare.push(place(symbol, found.name));
      else examples.push(ts.displayPartsToString(example.text));
      for (const declaration of symbol.declarations) visitWritten(declaration, found.name);
    }
    if (symbol.flags & (ts.SymbolFlags.Type | ts.SymbolFlags.Class)) {
      visit(checker.getDeclaredTypeOfSymbol(symbol), found.name);
    }
  }
  return { exports: exported.length, members: members.size, missing, bare, values, types, examples };
}

/** What the examples are about: trials of 24 subjects under two conditions. */
const PREAMBLE = `
const crossed = crossedDesign({ subject: 24, item: 8 }, { within: { condition: ["a", "b"] } });
const rows = Array.from(crossed.subject, (_, row) => row);
const trials = {
  ...crossed,
  time: rows.map((row) => row % 7),
  correct: rows.map((row) => row % 5 < 3),
  errors: rows.map((row) => Math.floor(row / 3) % 4),
};
const [rt] = simulateResponse("rt ~ condition * time + (condition | subject) + (1 | item)", trials, {
  seed: 1,
  fixef: [500, 30, 5, 2],
  random: { "sd_(Intercept)|subject": 40, "sd_conditionb|subject": 20, "sd_(Intercept)|item": 15 },
  sigma: 50,
});
const data = { ...trials, rt };
const fit = await lmm("rt ~ condition * time + (condition | subject) + (1 | item)", data);
const smaller = await lmm("rt ~ condition * time + (1 | subject)", data);
// Databases: clients that answer nothing, and one of four subjects that knows two answers.
const connection = { stream: async () => ({ fetchChunk: async () => null }), interrupt: () => {} };
const client = { query: async () => ({ rows: [], fields: [] }) };
const database: SqlAdapter = {
  dialect: "duckdb",
  async *query(_sql, { kinds }) {
    if (kinds[0] === "text") yield [["a", "b", "c", "d"], [4, 5, 6, 5], [-1, 0.5, 1, 0], [3, 2, 4, 3]];
    else yield [[20], [20], [0], [0], [0.2], [-3], [4]];
  },
  columns: async () => [
    { name: "subject", type: "VARCHAR" },
    { name: "rt", type: "DOUBLE" },
  ],
};
const [north, south] = [sqlSource(database, "north"), sqlSource(database, "south")];
`;

/** A program in TypeScript that names every export and does what every example says. */
export function examplesProgram() {
  const { values, types, examples } = hoverText();
  return [
    `import { ${values.join(", ")} } from "blup";`,
    `import type { ${types.join(", ")} } from "blup";`,
    `export const values = [${values.join(", ")}];`,
    `export type Types = [${types.join(", ")}];`,
    PREAMBLE,
    ...examples.map((code) => `await (async () => {\n${code}\n})();`),
    `console.log("did what ${examples.length} examples say");\n`,
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { exports, members, missing, bare } = hoverText();
  const list = (title, places) => {
    if (places.length > 0) console.error(title);
    for (const { file, line, name } of places.toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line)) {
      console.error(`  ${file}:${line} ${name}`);
    }
  };
  list("without hover text:", missing);
  list("without an example:", bare);
  console.log(
    `${exports} exports and ${members} members: ${missing.length} without hover text, ${bare.length} functions without an example`,
  );
  if (missing.length + bare.length > 0) process.exitCode = 1;
}
