/**
 * The mirror's side of the local store, put together: the switch, the first copy, the outbox, the stretches, and what comes from
 * the server. Everything it writes on the server's behalf is written with the outbox off, within one transaction.
 */
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { messageOf } from '../../../src-shared/fault.ts';
import { MINUTE_MS } from '../../../src-shared/market.ts';
import { sha256Of } from '../../base/canonical-json.ts';
import { freshId } from '../../base/ids.ts';
import { isConstraint } from '../sqlite-faults.ts';
import type { Db } from '../sqlite-open.ts';
import type { AnomalyWindows } from '../sqlite-windows.ts';
import { fromJson } from '../sqlite-values.ts';
import { exists } from './document.ts';
import { seriesName } from './fence.ts';
import type { Applied, Backlog, Change, Line, MirrorSide, MirrorState, SeriesKey, Settled } from './side.ts';
import { createChunks } from './sqlite-chunks.ts';
import { createLocalDocuments } from './sqlite-documents.ts';
import { createFirstCopy } from './sqlite-first-copy.ts';
import { createOutbox, DUE } from './sqlite-outbox.ts';
import type { RangeBook } from './sqlite-ranges.ts';
import { createReplacing } from './sqlite-replaced.ts';

const STATE_KEY = 'mirror';
const WAITS = `parked IS NULL AND ${DUE}`;
const BACKLOG = `SELECT count(*) FILTER (WHERE ${WAITS}) AS rows, min(queued_at) FILTER (WHERE ${WAITS}) AS oldestAt,
  count(parked) AS parked, min(parked) AS parkedReason, count(*) FILTER (WHERE initial = 1 AND ${WAITS}) AS initial FROM mirror_outbox o`;
const RANGES = `SELECT count(*) AS n, min(queued_at) AS oldest, sum(initial AND NOT again) AS initial FROM mirror_ranges
  WHERE (venue || ' ' || symbol) NOT IN (SELECT value FROM json_each(:without))`;
/** Of what another machine sent last, so much is looked at again at once. */
const OVERLAP_MS = 5 * MINUTE_MS;
const SAVE = `INSERT INTO engine_state (key, value) VALUES ('${STATE_KEY}', ?)
  ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = CAST(unixepoch('subsec') * 1000 AS INTEGER)`;

export function createMirrorSide(db: Db, windows: AnomalyWindows, book: RangeBook): MirrorSide {
  const setSwitch = db.prepare("UPDATE counters SET value = ? WHERE name = 'mirror'");
  const isOn = db.prepare<[], number>("SELECT value FROM counters WHERE name = 'mirror'").pluck();
  const load = db.prepare<[], string>(`SELECT value FROM engine_state WHERE key = '${STATE_KEY}'`).pluck();
  const save = db.prepare(SAVE);
  const waits = db.prepare('SELECT 1 FROM mirror_outbox WHERE kind = ? AND key = ?');
  const isHere = db.prepare('SELECT 1 FROM anomalies WHERE id = ?');
  const base = db.prepare<[string], number>('SELECT seq FROM mirror_base WHERE key = ?').pluck();
  const setBase = db.prepare(
    'INSERT INTO mirror_base (key, seq) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET seq = excluded.seq',
  );
  const dropBase = db.prepare('DELETE FROM mirror_base WHERE key = ?');
  const markForeign = db.prepare('INSERT INTO mirror_foreign (anomaly_id) VALUES (?) ON CONFLICT DO NOTHING');
  const backlog = db.prepare<[object], Omit<Backlog, 'ranges'>>(BACKLOG);
  const ranges = db.prepare<[object], { n: number; oldest: number | null; initial: number | null }>(RANGES);
  // Stored there although nothing here goes back to it: whoever pushes merges.
  const isThere = db.prepare('INSERT INTO mirror_base (key, seq) VALUES (?, 0) ON CONFLICT DO NOTHING');
  const foreign = db
    .prepare<[string], string>(
      'SELECT anomaly_id FROM mirror_foreign WHERE adopted = 0 AND anomaly_id IN (SELECT value FROM json_each(?))',
    )
    .pluck();
  const adopt = db.prepare(`UPDATE mirror_foreign SET adopted = 1 WHERE anomaly_id IN (SELECT id FROM anomalies
    WHERE (venue || ' ' || symbol) IN (SELECT value FROM json_each(?))
    AND (stage IN ('raised', 'investigated', 'narrated') OR detection_metadata ->> '$.end' IS NULL))`);
  const series = db.prepare<[], SeriesKey>(`SELECT venue, symbol FROM series
    UNION SELECT a.venue, a.symbol FROM mirror_outbox o JOIN anomalies a ON a.id = o.key WHERE o.kind IN ('anomaly', 'window')`);
  const documents = createLocalDocuments(db);
  const outbox = createOutbox(db, documents, quietly);
  const chunks = createChunks(db, book);
  const firstCopy = createFirstCopy(db, book);
  const replacing = createReplacing(db);

  // A copy of the file elsewhere is another machine.
  const place = sha256Of(`${hostname()} ${resolve(db.name)}`).slice(0, 16);
  const state = (): MirrorState => ({
    ...{ machine: freshId(), place, server: null, position: null, initialTotal: 0, windowSeq: 0 },
    ...fromJson<Partial<MirrorState>>(load.get() ?? null, 'engine_state.mirror', {}),
  });
  const change = (changes: Partial<MirrorState>): MirrorState => {
    const changed = { ...state(), ...changes };
    save.run(JSON.stringify(changed));
    return changed;
  };

  /** Inside a transaction: what is undone leaves the switch as it was. */
  function quietly<T>(work: () => T): T {
    const before = isOn.get() ?? 0;
    setSwitch.run(0);
    const value = work();
    setSwitch.run(before);
    // A deleted anomaly's window is gone as well.
    windows.reload();
    return value;
  }

  function isNews(line: Line | undefined, windowSeq: number): boolean {
    if (line === undefined) return false;
    if (waits.get(line.kind, line.key) !== undefined) {
      if (line.kind === 'anomaly') isThere.run(line.key);
      return false;
    }
    if (line.kind === 'anomaly') return base.get(line.key) !== line.seq;
    // Small enough to be read again: a backup that was restored here lacks what this machine sent since. So it does of windows,
    // which are large: those are told from what it still knows of by their number.
    return line.kind !== 'window' || !line.own || line.seq > windowSeq;
  }

  function noteWindows(done: readonly Settled[]): void {
    const known = state().windowSeq;
    const newest = Math.max(known, ...done.map(({ kind, base }) => (kind === 'window' ? (base ?? 0) : 0)));
    if (newest > known) change({ windowSeq: newest });
  }

  function applyOne({ kind, key, seq, rows }: Change): boolean {
    const added = exists({ kind, rows }) && !exists({ kind, rows: documents.read(kind, key) });
    documents.write(kind, key, rows);
    if (kind !== 'anomaly') return added;
    if (!exists({ kind, rows })) dropBase.run(key);
    else {
      setBase.run(key, seq);
      if (added) markForeign.run(key);
    }
    return added;
  }
  const alone = db.transaction(applyOne);

  function apply(changes: readonly Change[]): Applied {
    const taken: Applied['taken'][number][] = [];
    const refused: string[] = [];
    let waiting = 0;
    for (const one of changes) {
      const orphan = one.kind === 'window' && isHere.get(one.key) === undefined;
      if (orphan || waits.get(one.kind, one.key) !== undefined) {
        waiting += 1;
        continue;
      }
      try {
        taken.push({ kind: one.kind, key: one.key, added: alone(one) });
      } catch (error) {
        if (!isConstraint(error)) throw error;
        refused.push(`${one.kind} ${one.key}: ${messageOf(error)}`);
      }
    }
    return { taken, waiting, refused, replaced: replacing.reconcile() };
  }

  return {
    state,
    begin(server) {
      const known = state();
      setSwitch.run(1);
      chunks.allBack();
      const machine = known.place === place ? known.machine : freshId();
      if (known.server === server) return change({ machine, place });
      firstCopy.restart();
      return change({ machine, place, server, position: null, initialTotal: 0, windowSeq: 0 });
    },
    fill(limit) {
      const queued = firstCopy.fill(limit);
      if (queued > 0) change({ initialTotal: state().initialTotal + queued });
      return queued;
    },
    end() {
      setSwitch.run(0);
      firstCopy.forget();
      if (state().server !== null) change({ server: null, position: null, initialTotal: 0 });
    },
    series: () => series.all(),
    ...outbox,
    settle(done) {
      outbox.settle(done);
      noteWindows(done);
    },
    own: (ids) => replacing.own(ids),
    replaced: () => replacing.lately(),
    backlog(without = [], settledBefore = 0) {
      const asked = { without: JSON.stringify(without.map(seriesName)) };
      const rows = backlog.get({ ...asked, settledBefore });
      const { n, oldest, initial } = ranges.get(asked) ?? { n: 0, oldest: null, initial: 0 };
      const times = [rows?.oldestAt, oldest].filter((time) => time != null);
      return {
        rows: rows?.rows ?? 0,
        parked: rows?.parked ?? 0,
        parkedReason: rows?.parkedReason ?? null,
        initial: (rows?.initial ?? 0) + (initial ?? 0),
        ranges: n,
        oldestAt: times.length === 0 ? null : Math.min(...times),
      };
    },
    takeRange: (limit, without) => chunks.take(limit, without),
    rangeDone: (ids) => chunks.done(ids),
    rangeBack: (ids) => chunks.back(ids),
    came(series) {
      for (const { venue, symbol, price, candle } of series) {
        if (price !== null) book.behind({ kind: 'price', venue, symbol }, Math.floor(price) - OVERLAP_MS);
        if (candle !== null) book.behind({ kind: 'candle', venue, symbol }, Math.floor(candle) - OVERLAP_MS);
      }
    },
    wanted(lines) {
      const { windowSeq } = state();
      const places = lines.map((_, place) => place).filter((place) => isNews(lines[place], windowSeq));
      const keys = places.map((place) => lines[place]).filter((line) => line?.kind === 'anomaly');
      return { places, added: keys.flatMap((line) => (line && isHere.get(line.key) === undefined ? [line.key] : [])) };
    },
    apply: (changes) => quietly(() => apply(changes)),
    foreign: (ids) => foreign.all(JSON.stringify(ids)),
    adopt: (some) => void adopt.run(JSON.stringify(some.map(seriesName))),
    savePosition: (position) => void change({ position }),
  };
}
