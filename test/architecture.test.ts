/** The house's rules, checked on the sources themselves: import arrows, cycles, electron's places, clocks, exports, size. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = normalize(join(import.meta.dirname, '..'));
const SOURCES = ['src-shared', 'src-main', 'src-preload', 'src-renderer'].flatMap((top) => walk(join(ROOT, top)));
const FILES = SOURCES.map((path) => ({
  path: relative(ROOT, path).replaceAll('\\', '/'),
  text: readFileSync(path, 'utf8'),
}));

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return walk(path);
    return /\.(ts|tsx)$/.test(name) ? [path] : [];
  });
}

function importsOf(text: string): { specifier: string; typeOnly: boolean }[] {
  const found = [...text.matchAll(/^\s*(import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm)];
  const dynamic = [...text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)];
  return [
    ...found.map((m) => ({ specifier: m[3], typeOnly: m[2] !== undefined })),
    ...dynamic.map((m) => ({ specifier: m[1], typeOnly: false })),
  ];
}

/** The room a file belongs to: `shared`, `base`, `feed`, …, or the file's own name at the top of src-main. */
function roomOf(path: string): string {
  const [top, second, third] = path.split('/');
  if (top === 'src-shared') return 'shared';
  if (top === 'src-renderer') return 'renderer';
  if (top === 'src-preload') return 'preload';
  return third === undefined ? second.replace(/\.ts$/, '') : second;
}

const edges = FILES.flatMap((file) =>
  importsOf(file.text)
    .filter((i) => i.specifier.startsWith('.'))
    .map((i) => ({
      from: file.path,
      to: normalize(join(dirname(file.path), i.specifier)).replaceAll('\\', '/'),
      typeOnly: i.typeOnly,
    })),
);

const STATIONS = ['feed', 'detect', 'news', 'narrate', 'validate', 'store', 'publish'];
const NUMBERS: Record<string, string[]> = {
  stats: ['base'],
  market: ['stats', 'base'],
  detect: ['stats', 'market', 'base'],
};
const MAY_IMPORT: Record<string, string[]> = {
  shared: [],
  base: [],
  ...NUMBERS,
  ...Object.fromEntries(STATIONS.filter((s) => s !== 'detect').map((s) => [s, ['base', 'stats', 'market', 'detect']])),
  simulate: ['base'],
  flow: [...STATIONS, 'base', 'stats', 'market'],
  'engine-parts': ['base', 'detect', 'flow'],
  'engine-cold': [...STATIONS, 'base', 'flow', 'engine-parts'],
  engine: ['engine-parts', 'engine-cold', ...STATIONS, 'base', 'stats', 'market', 'flow'],
  launch: [...STATIONS, 'base', 'stats', 'market', 'flow', 'engine'],
  'launch-simulated': ['simulate', 'launch', 'feed', 'base'],
  api: ['base'],
  cli: ['api', 'simulate', 'engine', 'launch', 'launch-chosen', 'launch-simulated', 'flow', 'base', ...STATIONS],
  shell: ['base', 'api'],
  main: ['shell', 'api', 'base'],
  'launch-chosen': ['launch', 'launch-simulated', 'base', 'feed'],
  'launch-hosted': ['launch-chosen', 'launch-simulated', 'api'],
  'engine-host': ['api', 'launch-hosted', 'base'],
  'store-worker': ['store', 'base'],
  'embed-worker': ['news', 'base'],
  'care-worker': ['store', 'base'],
  renderer: [],
  preload: [],
};

describe('architecture', () => {
  it('has sources to look at', () => expect(FILES.length).toBeGreaterThan(50));

  it('imports only along the arrows', () => {
    const wrong = edges.filter(({ from, to, typeOnly }) => {
      const [a, b] = [roomOf(from), roomOf(to)];
      // What builds the window may use the build's own scripts.
      if (a === b || b === 'shared' || from.endsWith('.config.ts')) return false;
      if (a === 'api' && b === 'engine' && typeOnly) return false;
      if (a === 'main' && b === 'engine-host' && typeOnly) return false;
      if (a === 'shell' && b === 'engine-host' && typeOnly) return false;
      return !(MAY_IMPORT[a] ?? []).includes(b);
    });
    expect(wrong.map((e) => `${e.from} → ${e.to}`)).toEqual([]);
  });

  it('lets only main.ts, shell/ and the preload touch electron', () => {
    const touching = FILES.filter((f) =>
      importsOf(f.text).some((i) => i.specifier === 'electron' || i.specifier.startsWith('electron/')),
    );
    const outside = touching.filter((f) => !['main', 'shell', 'preload'].includes(roomOf(f.path)));
    expect(outside.map((f) => f.path)).toEqual([]);
  });

  it('has no cycles', () => {
    const graph = new Map<string, string[]>();
    for (const { from, to } of edges) graph.set(from, [...(graph.get(from) ?? []), to]);
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const visit = (node: string, trail: string[]): void => {
      if (state.get(node) === 'done') return;
      if (state.get(node) === 'open') return void cycles.push([...trail.slice(trail.indexOf(node)), node].join(' → '));
      state.set(node, 'open');
      for (const next of graph.get(node) ?? []) visit(next, [...trail, node]);
      state.set(node, 'done');
    };
    for (const node of graph.keys()) visit(node, []);
    expect(cycles).toEqual([]);
  });

  it('has no default exports', () => {
    expect(
      FILES.filter(
        (f) => !f.path.endsWith('.config.ts') && /^export default\b|export \{[^}]*\bas default\b/m.test(f.text),
      ).map((f) => f.path),
    ).toEqual([]);
  });

  it('reads the clock in base and shell only', () => {
    const stray = FILES.filter(
      (f) => f.path.startsWith('src-main/') && !['base', 'shell'].includes(roomOf(f.path)),
    ).filter((f) => /\bDate\.now\(|\bsetTimeout\(|\bsetInterval\(|\bnew Date\(\)|\bperformance\.now\(/.test(f.text));
    expect(stray.map((f) => f.path)).toEqual([]);
  });

  it('keeps src-shared free of Node, DOM and state', () => {
    const wrong = FILES.filter((f) => roomOf(f.path) === 'shared').filter(
      (f) =>
        importsOf(f.text).some((i) => i.specifier.startsWith('node:')) ||
        /\b(process|document|window)\.\w/.test(f.text) ||
        /^(let|var) /m.test(f.text),
    );
    expect(wrong.map((f) => f.path)).toEqual([]);
  });

  it('keeps files at 300 lines or fewer', () => {
    const sizes = FILES.map((f) => ({ path: f.path, lines: f.text.split('\n').length - 1 })).sort(
      (a, b) => b.lines - a.lines,
    );
    console.log(
      'ten largest:\n' +
        sizes
          .slice(0, 10)
          .map((s) => `  ${String(s.lines).padStart(4)} ${s.path}`)
          .join('\n'),
    );
    console.log(`median ${sizes[Math.floor(sizes.length / 2)]?.lines} lines over ${sizes.length} files`);
    expect(sizes.filter((s) => s.lines > 300)).toEqual([]);
  });
});
