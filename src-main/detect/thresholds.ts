/**
 * thresholds.yaml: the σ floors that bind while a symbol is learning, and the smallest move in percent that always binds.
 * Look-up in three steps: asset override → volatility tier (global × multiplier) → global default.
 * A bad file is refused with file, line, key and what was expected; unknown keys are refused too.
 */
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type Pair } from 'yaml';
import type { ThresholdSource, VolatilityTier } from '../../src-shared/anomaly.ts';
import { failed, faultOf, ok, throwFault, type Result } from '../../src-shared/fault.ts';
import { baseOf } from '../../src-shared/market.ts';

interface Tier {
  readonly multiplier: number;
  readonly minimumMovePct: number;
}
interface Override {
  readonly threshold: number | null;
  readonly minimumMovePct: number | null;
}
export interface Thresholds {
  readonly global: { readonly threshold: number; readonly minimumMovePct: number };
  readonly tiers: Readonly<Record<VolatilityTier, Tier>>;
  /** Base asset or symbol → tier. */
  readonly tierOf: ReadonlyMap<string, VolatilityTier>;
  readonly overrides: ReadonlyMap<string, Override>;
}
export interface LookUp {
  /** σ. */
  readonly threshold: number;
  readonly source: ThresholdSource;
  readonly tier: VolatilityTier;
  readonly minimumMovePct: number;
}

const TIERS = ['stable', 'moderate', 'volatile'] as const satisfies readonly VolatilityTier[];
const ASSET = /^[A-Z0-9][A-Z0-9._]*(-[A-Z0-9]+)?$/;

/** Reads nodes of one document and complains with their place. */
function createReader(fileName: string, lines: LineCounter) {
  const refuse = (at: Node | null | undefined, key: string, expected: string): never => {
    const line = at?.range ? lines.linePos(at.range[0]).line : 1;
    return throwFault('bad_input', `${fileName}: line ${line}: ${key || '(file)'}: expected ${expected}`);
  };
  const keyOf = (pair: Pair): { name: string; node: Node } => {
    const node = pair.key as Node;
    return { name: isScalar(node) ? String(node.value) : '(key)', node };
  };
  /** Pairs of a map, checked against the keys allowed. */
  function entries(
    node: unknown,
    path: string,
    parent: Node | null,
    allowed: readonly string[] | RegExp,
  ): Map<string, { key: Node; value: Node | null }> {
    if (!isMap(node)) return refuse((node as Node | null) ?? parent, path, 'a map of keys');
    const found = new Map<string, { key: Node; value: Node | null }>();
    for (const pair of node.items) {
      const { name, node: key } = keyOf(pair);
      const known = allowed instanceof RegExp ? allowed.test(name) : allowed.includes(name);
      const choice = allowed instanceof RegExp ? 'an asset such as BTC or BTC-USD' : `one of ${allowed.join(', ')}`;
      if (!known) refuse(key, join(path, name), `${choice}; unknown key`);
      found.set(name, { key, value: pair.value as Node | null });
    }
    return found;
  }
  function number(
    entry: { key: Node; value: Node | null } | undefined,
    path: string,
    parent: Node | null,
    range: readonly [number, number],
  ): number {
    const value = isScalar(entry?.value) ? entry.value.value : undefined;
    const inside = typeof value === 'number' && value >= range[0] && value <= range[1];
    if (!inside) refuse(entry?.value ?? entry?.key ?? parent, path, `a number from ${range[0]} to ${range[1]}`);
    return value as number;
  }
  return { refuse, entries, number };
}
type YamlReader = ReturnType<typeof createReader>;
type Entry = { key: Node; value: Node | null };

const join = (path: string, name: string) => (path === '' ? name : `${path}.${name}`);
const SIGMAS = [0.5, 50] as const;
const MOVES = [0, 50] as const;
const MULTIPLIERS = [0.1, 10] as const;

function readGlobal(read: YamlReader, entry: Entry | undefined, root: Node): Thresholds['global'] {
  const map = read.entries(entry?.value, 'global_default', entry?.key ?? root, ['threshold', 'minimum_move_pct']);
  return {
    threshold: read.number(map.get('threshold'), 'global_default.threshold', entry!.key, SIGMAS),
    minimumMovePct: read.number(map.get('minimum_move_pct'), 'global_default.minimum_move_pct', entry!.key, MOVES),
  };
}

function readAssets(
  read: YamlReader,
  tier: VolatilityTier,
  entry: Entry | undefined,
  into: Map<string, VolatilityTier>,
): void {
  const path = `volatility_tiers.${tier}.assets`;
  if (entry === undefined) return;
  if (!isSeq(entry.value)) return read.refuse(entry.value ?? entry.key, path, 'a list of assets such as [BTC, ETH]');
  for (const item of entry.value.items as Node[]) {
    const name = isScalar(item) ? item.value : null;
    if (typeof name !== 'string' || !ASSET.test(name))
      return read.refuse(item, path, 'an asset such as BTC or BTC-USD');
    if (into.has(name))
      return read.refuse(item, path, `each asset in one tier only; ${name} is already in ${into.get(name)}`);
    into.set(name, tier);
  }
}

function readTier(
  read: YamlReader,
  tier: VolatilityTier,
  entry: Entry | undefined,
  parent: Node,
  into: Map<string, VolatilityTier>,
): Tier {
  const path = `volatility_tiers.${tier}`;
  const map = read.entries(entry?.value, path, entry?.key ?? parent, ['multiplier', 'minimum_move_pct', 'assets']);
  readAssets(read, tier, map.get('assets'), into);
  return {
    multiplier: read.number(map.get('multiplier'), `${path}.multiplier`, entry!.key, MULTIPLIERS),
    minimumMovePct: read.number(map.get('minimum_move_pct'), `${path}.minimum_move_pct`, entry!.key, MOVES),
  };
}

function readOverrides(read: YamlReader, entry: Entry | undefined): Map<string, Override> {
  const path = 'asset_specific_thresholds';
  const overrides = new Map<string, Override>();
  if (entry === undefined) return overrides;
  for (const [asset, found] of read.entries(entry.value, path, entry.key, ASSET)) {
    overrides.set(asset, readOverride(read, `${path}.${asset}`, found));
  }
  return overrides;
}

/** `BTC: 3.5`, or a map with threshold and minimum_move_pct. */
function readOverride(read: YamlReader, path: string, entry: Entry): Override {
  if (!isMap(entry.value)) return { threshold: read.number(entry, path, entry.key, SIGMAS), minimumMovePct: null };
  const map = read.entries(entry.value, path, entry.key, ['threshold', 'minimum_move_pct']);
  const optional = (name: string, range: readonly [number, number]) =>
    map.has(name) ? read.number(map.get(name), `${path}.${name}`, entry.key, range) : null;
  return { threshold: optional('threshold', SIGMAS), minimumMovePct: optional('minimum_move_pct', MOVES) };
}

function readAll(read: YamlReader, root: Node | null): Thresholds {
  const top = read.entries(root, '', root, ['global_default', 'volatility_tiers', 'asset_specific_thresholds']);
  const tiersEntry = top.get('volatility_tiers');
  const global = readGlobal(read, top.get('global_default'), root!);
  const tiers = read.entries(tiersEntry?.value, 'volatility_tiers', tiersEntry?.key ?? root, TIERS);
  const tierOf = new Map<string, VolatilityTier>();
  const tier = (name: VolatilityTier) => readTier(read, name, tiers.get(name), tiersEntry!.key, tierOf);
  return {
    global,
    tiers: { stable: tier('stable'), moderate: tier('moderate'), volatile: tier('volatile') },
    tierOf,
    overrides: readOverrides(read, top.get('asset_specific_thresholds')),
  };
}

export function parseThresholds(yamlText: string, fileName: string): Result<Thresholds> {
  const lines = new LineCounter();
  const document = parseDocument(yamlText, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const broken = document.errors[0];
  if (broken) {
    const { line } = lines.linePos(broken.pos[0]);
    return failed('bad_input', `${fileName}: line ${line}: (file): expected YAML; ${broken.message.split('\n')[0]}`);
  }
  try {
    return ok(readAll(createReader(fileName, lines), document.contents as Node | null));
  } catch (error) {
    const known = faultOf(error);
    if (known === null) throw error;
    return { ok: false, fault: known };
  }
}

export function lookUp(thresholds: Thresholds, symbol: string): LookUp {
  const base = baseOf(symbol);
  const listed = thresholds.tierOf.get(symbol) ?? thresholds.tierOf.get(base);
  const override = thresholds.overrides.get(symbol) ?? thresholds.overrides.get(base);
  const tier = listed ?? 'moderate';
  const ofTier = listed === undefined ? null : thresholds.tiers[listed];
  const minimumMovePct = override?.minimumMovePct ?? ofTier?.minimumMovePct ?? thresholds.global.minimumMovePct;
  if (override?.threshold != null)
    return { threshold: override.threshold, source: 'asset_override', tier, minimumMovePct };
  if (ofTier)
    return { threshold: thresholds.global.threshold * ofTier.multiplier, source: 'tier', tier, minimumMovePct };
  return { threshold: thresholds.global.threshold, source: 'global', tier, minimumMovePct };
}
