// What bundles hold of other packages: their names, their license texts, and a bill of them in CycloneDX's form.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

const readJson = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));

/** Folders of the packages whose code bundles hold; the core always holds AssemblyScript's standard library. */
export function bundledPackages(metafiles) {
  const folders = new Set(["node_modules/assemblyscript"]);
  for (const path of metafiles.flatMap(({ inputs }) => Object.keys(inputs))) {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
    if (folder) folders.add(folder);
  }
  return [...folders].sort();
}

/** Name, version and license texts of packages. */
export function licenseTexts(folders) {
  const texts = folders.map((folder) => {
    const { name, version, license } = readJson(`${folder}/package.json`);
    const files = readdirSync(join(root, folder)).filter((file) => /^(licen[sc]e|notice)/i.test(file));
    if (files.length === 0) throw new Error(`${name} comes without a license text`);
    const read = (file) => readFileSync(join(root, folder, file), "utf8");
    return [`${name} ${version} (${license})`, ...files.map(read)].join("\n\n");
  });
  return texts.join(`\n\n${"-".repeat(80)}\n\n`);
}

/** The bill of materials of what is bundled: CycloneDX 1.6, the same for the same packages. */
export function billOfMaterials(folders) {
  const { packages } = readJson("package-lock.json");
  const { name, version, license, description } = readJson("package.json");
  const ours = {
    type: "library",
    "bom-ref": purl(name, version),
    name,
    version,
    description,
    purl: purl(name, version),
  };
  const components = folders.map((folder) => component(readJson(`${folder}/package.json`), packages[folder]));
  const uuid = createHash("sha256")
    .update(JSON.stringify([ours, components]))
    .digest("hex");
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuid.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-5$3-8$4-$5")}`,
    version: 1,
    metadata: { component: { ...ours, licenses: [{ license: { id: license } }] } },
    components,
    dependencies: [
      { ref: ours["bom-ref"], dependsOn: components.map((each) => each["bom-ref"]) },
      ...components.map((each) => ({ ref: each["bom-ref"] })),
    ],
  };
}

function component({ name, version, license, description }, { integrity }) {
  const [scope, rest] = name.startsWith("@") ? name.split("/") : [null, name];
  const [algorithm, base64] = integrity.split("-");
  return {
    type: "library",
    "bom-ref": purl(name, version),
    ...(scope === null ? {} : { group: scope }),
    name: rest,
    version,
    ...(description === undefined ? {} : { description }),
    scope: "required",
    licenses: [{ license: { id: license } }],
    purl: purl(name, version),
    externalReferences: [
      {
        type: "distribution",
        url: `https://registry.npmjs.org/${name}/-/${rest}-${version}.tgz`,
        hashes: [{ alg: algorithm.replace("sha", "SHA-"), content: Buffer.from(base64, "base64").toString("hex") }],
      },
    ],
  };
}

function purl(name, version) {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}
