import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { inRoot, modules, readIfThere, readJson, writeJson, writeWhole } from '../lib/files.mjs';
import { Problem } from '../lib/say.mjs';
import { product } from './product.mjs';

/** Bundled into the app from these folders: what they import, and what that needs. */
const SOURCES = ['src-main', 'src-renderer', 'src-shared', 'src-page'];
const IMPORTED = /(?:\bfrom|\bimport)\s*\(?\s*['"]([\w@][\w@./-]*)['"]|@import\s+['"]([\w@][\w@./-]*)['"]/g;

const packageName = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

function importedPackages() {
  const names = SOURCES.flatMap((source) =>
    fs
      .readdirSync(inRoot(source), { recursive: true })
      .filter((file) => /\.(ts|vue|css)$/.test(file))
      .flatMap((file) => [...fs.readFileSync(inRoot(source, file), 'utf8').matchAll(IMPORTED)])
      .map((match) => packageName(match[1] ?? match[2])),
  );
  // Electron's parts and licences come with Electron itself; types are gone when it is built.
  return [...new Set(names)].filter(
    (name) => name !== 'electron' && !name.startsWith('@types/') && fs.existsSync(path.join(modules, name)),
  );
}

function folderOf(name, from) {
  const load = createRequire(path.join(from, 'package.json'));
  return load.resolve
    .paths(name)
    .map((folder) => path.join(folder, name))
    .find((folder) => fs.existsSync(path.join(folder, 'package.json')));
}

/** Packages with all that they depend on, as folders below node_modules. */
function withDependencies(names) {
  const seen = new Set();
  const waiting = names.map((name) => path.join(modules, name));
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (seen.has(folder)) continue;
    seen.add(folder);
    for (const name of Object.keys(readJson(path.join(folder, 'package.json')).dependencies ?? {})) {
      const found = folderOf(name, folder);
      if (found) waiting.push(found);
    }
  }
  return [...seen].map((folder) => path.relative(modules, folder));
}

const licenceTexts = (folder) =>
  fs
    .readdirSync(folder)
    .filter((name) => /^(licen[cs]e|notice|copying)/i.test(name))
    .map((name) => readIfThere(path.join(folder, name))?.trim())
    .filter(Boolean);

function describe(place) {
  const folder = path.join(modules, place);
  const { name, version, license, licenses } = readJson(path.join(folder, 'package.json'));
  const named = license ?? licenses;
  const licence = typeof named === 'string' ? named : (named?.type ?? named?.[0]?.type);
  if (!licence) throw new Problem(`${name} ${version} names no licence.`, 'Find out, or do without it.');
  return { name, version, licence, place, texts: licenceTexts(folder) };
}

const RULE = '-'.repeat(80);

const inText = ({ name, version, licence, texts }) =>
  `${RULE}\n${name} ${version}\n${licence}\n${RULE}\n\n${texts.join('\n\n') || `Licensed under ${licence}.`}\n`;

function cycloneDx(parts, { version, electron }) {
  const locked = readJson(inRoot('package-lock.json')).packages;
  const component = ({ name, version: its, licence, place }) => {
    const integrity = locked[`node_modules/${place}`]?.integrity;
    return {
      type: 'library',
      name,
      version: its,
      'bom-ref': `${name}@${its}`,
      purl: `pkg:npm/${name.replace('@', '%40')}@${its}`,
      licenses: [{ expression: licence.replace(/^\((.*)\)$/, '$1') }],
      ...(integrity && {
        hashes: [
          {
            alg: 'SHA-512',
            content: Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex'),
          },
        ],
      }),
    };
  };
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        name: product.name,
        version,
        'bom-ref': `trainyard@${version}`,
        licenses: [{ license: { id: product.license } }],
      },
    },
    components: [
      {
        type: 'framework',
        name: 'electron',
        version: electron,
        'bom-ref': `electron@${electron}`,
        purl: `pkg:npm/electron@${electron}`,
        licenses: [{ license: { id: 'MIT' } }],
      },
      ...parts.map(component),
    ],
  };
}

/**
 * Writes the licence texts of all parts and their list as CycloneDX.
 *
 * @param shipped packages that go along as they are, as folders below node_modules
 */
export function writeBillOfMaterials(folder, { shipped, version }) {
  const places = new Set([
    ...withDependencies(importedPackages().filter((name) => !/^@tensorflow|^sharp|^onnx/.test(name))),
    ...shipped,
  ]);
  const parts = [...places].map(describe).sort((a, b) => a.name.localeCompare(b.name));
  const electron = readJson(path.join(modules, 'electron/package.json')).version;
  const head = `${product.name} ${version} is made with the works below, each under its own licence. Electron's and Chromium's\nstand in LICENSE.electron.txt and LICENSES.chromium.html.\n\n`;
  writeWhole(path.join(folder, 'THIRD-PARTY.txt'), head + parts.map(inText).join('\n'));
  writeJson(path.join(folder, 'sbom.cdx.json'), cycloneDx(parts, { version, electron }));
  fs.copyFileSync(inRoot('LICENSE'), path.join(folder, 'LICENSE.txt'));
}
