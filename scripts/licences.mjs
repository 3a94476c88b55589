/**
 * The licences of everything that is shipped, read at build time from the installed packages: the closure of `dependencies`,
 * and of what the window's sources import. Offered to the window as the module `virtual:licences`; equal texts are kept once.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MODULE = 'virtual:licences';
const RESOLVED = `\0${MODULE}`;
const LICENCE_FILE = /^(licen[cs]e|copying|notice|ofl)([-._].*)?$/i;

/** A vite plugin. */
export function licences() {
  return {
    name: 'mane-licences',
    resolveId: (id) => (id === MODULE ? RESOLVED : null),
    load: (id) => (id === RESOLVED ? `export const LICENCES = ${JSON.stringify(collectLicences())};` : null),
  };
}

/** `{ packages: [{ name, version, licence, home, texts: [index] }], texts: [string] }`, sorted by name. */
export function collectLicences(root = ROOT) {
  const own = readJson(join(root, 'package.json'));
  const found = new Map();
  const starts = [...Object.keys(own.dependencies ?? {}), ...importedByWindow(join(root, 'src-renderer'))];
  for (const name of starts) visit(name, root, found);
  const texts = [];
  const packages = [...found.values()]
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1))
    .map(({ folder, ...entry }) => ({ ...entry, texts: licenceTexts(folder).map((text) => indexIn(texts, text)) }));
  return { packages, texts };
}

function visit(name, from, found) {
  const folder = folderOf(name, from);
  if (folder === null) return; // optional and not for this system
  const manifest = readJson(join(folder, 'package.json'));
  const key = `${manifest.name}@${manifest.version}`;
  if (found.has(key)) return;
  found.set(key, { name: manifest.name, version: manifest.version, licence: licenceOf(manifest), home: homeOf(manifest), folder }); // prettier-ignore
  const needed = { ...manifest.dependencies, ...manifest.optionalDependencies };
  const peers = Object.keys(manifest.peerDependencies ?? {}).filter((peer) => manifest.peerDependenciesMeta?.[peer]?.optional !== true); // prettier-ignore
  for (const next of [...Object.keys(needed), ...peers]) visit(next, folder, found);
}

/** As Node looks: in each `node_modules` on the way up. */
function folderOf(name, from) {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name);
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(at) === at) return null;
  }
}

/** Bare imports of the window's sources and style sheets, by package. */
function importedByWindow(folder) {
  const names = new Set();
  for (const path of walk(folder)) {
    if (!/\.(tsx?|css)$/.test(path) || path.endsWith('.config.ts')) continue;
    for (const [, specifier] of readFileSync(path, 'utf8').matchAll(/(?:from|@?import)\s+'([^'.][^']*)'/g)) {
      if (specifier.startsWith('virtual:')) continue;
      const [first, second] = specifier.split('/');
      names.add(first.startsWith('@') ? `${first}/${second}` : first);
    }
  }
  return names;
}

const walk = (folder) =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? walk(path) : [path];
  });

function licenceTexts(folder) {
  const files = readdirSync(folder).filter((name) => LICENCE_FILE.test(name) && statSync(join(folder, name)).isFile());
  return files.map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim());
}

function indexIn(texts, text) {
  const known = texts.indexOf(text);
  return known === -1 ? texts.push(text) - 1 : known;
}

function licenceOf({ license, licenses }) {
  if (typeof license === 'string') return license;
  if (license?.type) return license.type;
  return Array.isArray(licenses) ? licenses.map(({ type }) => type).join(' OR ') : 'not stated';
}

/** Only addresses of the web. */
function homeOf({ homepage, repository }) {
  const address = homepage ?? (typeof repository === 'string' ? repository : repository?.url) ?? '';
  const web = address.replace(/^git\+/, '').replace(/^git:/, 'https:').replace(/^github:/, 'https://github.com/').replace(/\.git$/, ''); // prettier-ignore
  return /^https?:\/\//.test(web) ? web : null;
}

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
