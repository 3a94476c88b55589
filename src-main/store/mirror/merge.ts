/**
 * What becomes of a document that two have changed: the rules of a conflict. Where nobody else changed it, the local state
 * stands as it is and these rules are not asked. The server is where conflicts are decided, one after the other; whoever pushed
 * takes the outcome back, so that both sides agree.
 */
import { byKey, rowsIn, type Rows } from './document.ts';
import { type Kind, type Row, type TableName } from './tables.ts';

export function merge(kind: Kind, server: Rows, local: Rows): Rows {
  switch (kind) {
    case 'anomaly':
      return mergeAnomaly(server, local);
    case 'window':
      return { anomaly_prices: union('anomaly_prices', server, local, repairedFirst) };
    case 'news_item':
      return { news_items: union('news_items', server, local, earliestSeen) };
    case 'gap':
      return { feed_gaps: union('feed_gaps', server, local, furtherGap) };
  }
}

/** Both rows of a key: the server's, the local one. */
type Choose = (server: Row, local: Row) => Row;

function union(table: TableName, server: Rows, local: Rows, choose: Choose): Row[] {
  const merged = byKey(table, rowsIn(server, table));
  for (const [key, row] of byKey(table, rowsIn(local, table))) {
    const there = merged.get(key);
    merged.set(key, there === undefined ? row : choose(there, row));
  }
  return [...merged.values()];
}

const number = (value: unknown, absent = 0): number => (typeof value === 'number' ? value : absent);
/** The smaller of two that may be absent. */
const earlier = (a: Row[string] = null, b: Row[string] = null): Row[string] => {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
};

const repairedFirst: Choose = (server, local) => (number(server.repaired) > number(local.repaired) ? server : local);
const earliestSeen: Choose = (server, local) => ({
  ...local,
  first_seen_at: earlier(server.first_seen_at, local.first_seen_at) ?? null,
});
const furtherGap: Choose = (server, local) => ({
  ...local,
  to_time: Math.max(number(server.to_time), number(local.to_time)),
  missing_trades: local.missing_trades ?? server.missing_trades ?? null,
  repaired_at: earlier(server.repaired_at, local.repaired_at) ?? null,
});

function mergeAnomaly(server: Rows, local: Rows): Rows {
  const [there, here] = [rowsIn(server, 'anomalies')[0], rowsIn(local, 'anomalies')[0]];
  if (there === undefined || here === undefined) return there === undefined ? local : server;
  const localTold = localNarrativeWins(server, local);
  // What a narrative cites and was judged on goes with it.
  const told = localTold ? local : server;
  const prefer: Choose = (s, l) => (localTold ? l : s);
  return {
    anomalies: [mergeGrowth(there, here, rowsIn(told, 'narratives')[0])],
    news_articles: rowsIn(told, 'news_articles'),
    article_facts: rowsIn(told, 'article_facts'),
    news_clusters: rowsIn(told, 'news_clusters'),
    narratives: rowsIn(told, 'narratives'),
    narrative_revisions: union('narrative_revisions', server, local, prefer),
    alerts: union('alerts', server, local, furtherAlert),
    feedback: union('feedback', server, local, newestVote),
  };
}

/** (validation_passed, revision, updated_at); without a narrative on either side, whoever has read more. */
function localNarrativeWins(server: Rows, local: Rows): boolean {
  const [there, here] = [rowsIn(server, 'narratives')[0], rowsIn(local, 'narratives')[0]];
  if (there === undefined && here === undefined)
    return rowsIn(local, 'news_articles').length > rowsIn(server, 'news_articles').length;
  if (there === undefined || here === undefined) return there === undefined;
  const ranks = ['validation_passed', 'revision', 'updated_at'] as const;
  for (const name of ranks) {
    if (number(here[name], -1) !== number(there[name], -1)) return number(here[name], -1) > number(there[name], -1);
  }
  return false;
}

const STAGES = ['raised', 'investigated', 'narrated'];
const stageRank = (stage: unknown): number => {
  const known = STAGES.indexOf(String(stage));
  return known < 0 ? STAGES.length : known;
};

/** Identity and detection stay as first stored; growth is whichever went further, a tie is the local one's. */
function mergeGrowth(there: Row, here: Row, narrative: Row | undefined): Row {
  const grown = compare(growthOf(there), growthOf(here)) > 0 ? there : here;
  const stage = stageRank(there.stage) >= stageRank(here.stage) ? there.stage : here.stage;
  const final = stageRank(stage) === STAGES.length && narrative?.validation_passed != null;
  return {
    ...there,
    confidence: grown.confidence ?? null,
    detection_metadata: withGrowth(there.detection_metadata, grown.detection_metadata),
    alerted_at: earlier(there.alerted_at, here.alerted_at) ?? null,
    stage: (final ? (narrative.validation_passed === 1 ? 'accepted' : 'withheld') : stage) ?? null,
  };
}

/** What an episode's growth may change of its detection metadata. */
const GROWING = ['lambda_per_day', 'peak', 'end', 'group', 'reason'] as const;

interface Metadata {
  readonly peak?: { readonly change_pct?: number } | null;
  readonly end?: number | null;
}
const metadataOf = (row: Row): Metadata => parsed(row.detection_metadata);
const parsed = (text: unknown): Record<string, unknown> =>
  typeof text === 'string' ? ((JSON.parse(text) ?? {}) as Record<string, unknown>) : {};

/** Ended before open, then by how far the price went. */
function growthOf(row: Row): readonly number[] {
  const { peak, end } = metadataOf(row);
  return [end == null ? 0 : 1, Math.abs(peak?.change_pct ?? 0), end ?? 0];
}

const compare = (a: readonly number[], b: readonly number[]): number =>
  a.map((value, k) => value - (b[k] ?? 0)).find((gap) => gap !== 0) ?? 0;

function withGrowth(identity: Row[string] = null, grown: Row[string] = null): string {
  const from = parsed(grown);
  const changed = GROWING.filter((key) => key in from).map((key) => [key, from[key]]);
  return JSON.stringify({ ...parsed(identity), ...Object.fromEntries(changed) });
}

// "Delivered" says what a person was told; "suppressed" only why not.
const ALERT_STATES = ['raised', 'suppressed', 'delivered', 'seen'];

const furtherAlert: Choose = (server, local) => {
  const rank = (row: Row): number => ALERT_STATES.indexOf(String(row.state));
  return {
    ...(rank(server) > rank(local) ? server : local),
    delivered_at: earlier(server.delivered_at, local.delivered_at) ?? null,
    seen_at: earlier(server.seen_at, local.seen_at) ?? null,
  };
};

const newestVote: Choose = (server, local) => (number(local.created_at) > number(server.created_at) ? local : server);
