/**
 * Moves texts from the search's tail into blocks, a few hundred in one short transaction, in the writer's pauses: after a batch of
 * the journal, which comes about once a second. Until a text is moved the search reads it as it stands.
 */
import { bytesOf, timesOf } from './search/blocks.ts';
import { packed, termsOf, type Indexed } from './search/build.ts';
import { BLOCK_SLOTS } from './search/posting.ts';
import type { Db } from './sqlite-open.ts';

/** As many as a search reads through without being felt, and as are moved in a tenth of a second. */
export const TAIL = 256;

const CORPORA = {
  narrative: {
    docs: 'narrative_docs',
    texts: `SELECT d.docid, d.symbol, n.narrative_text AS text, a.detected_at FROM narrative_docs d
      CROSS JOIN narratives n ON n.anomaly_id = d.anomaly_id CROSS JOIN anomalies a ON a.id = d.anomaly_id`,
  },
  headline: {
    docs: 'headline_docs',
    texts: `SELECT d.docid, d.symbol, n.title AS text, a.detected_at FROM headline_docs d
      CROSS JOIN news_articles n ON n.id = d.article_id CROSS JOIN anomalies a ON a.id = n.anomaly_id`,
  },
} as const;
type Corpus = keyof typeof CORPORA;

interface Doc extends Indexed {
  readonly docid: number;
  readonly detected_at: number;
}
interface Open {
  readonly block: number;
  readonly filled: number;
  readonly detected: Buffer;
}

/** One step: texts moved, 0 when no tail is `tail` long. `most`: in one step. */
export function createSealer(db: Db): (tail?: number, most?: number) => number {
  const steps = (Object.keys(CORPORA) as Corpus[]).map((corpus) => sealerOf(db, corpus));
  return (tail = TAIL, most = TAIL) => {
    for (const step of steps) {
      const moved = step(tail, most);
      if (moved > 0) return moved;
    }
    return 0;
  };
}

function sealerOf(db: Db, corpus: Corpus): (tail: number, most: number) => number {
  const { docs, texts } = CORPORA[corpus];
  const waiting = db.prepare<[number], number>(`SELECT count(*) FROM (SELECT 1 FROM ${docs} WHERE block IS NULL LIMIT ?)`).pluck(); // prettier-ignore
  const oldest = db.prepare<[number], Doc>(`${texts} WHERE d.block IS NULL ORDER BY d.docid LIMIT ?`);
  const open = db.prepare<[string], Open>(
    `SELECT block, filled, detected FROM search_blocks WHERE corpus = ? AND filled < ${BLOCK_SLOTS} ORDER BY block LIMIT 1`,
  );
  const begin = db.prepare<[string]>("INSERT INTO search_blocks (corpus, filled, detected) VALUES (?, 0, x'')");
  const grow = db.prepare<[number, Buffer, number]>(
    'UPDATE search_blocks SET filled = ?, detected = ? WHERE block = ?',
  );
  const place = db.prepare<[number, number, number]>(`UPDATE ${docs} SET block = ?, slot = ? WHERE docid = ?`);
  const writePostings = createPostings(db);

  const move = db.transaction((most: number): number => {
    const into = open.get(corpus) ?? { block: Number(begin.run(corpus).lastInsertRowid), filled: 0, detected: Buffer.alloc(0) }; // prettier-ignore
    const some = oldest.all(Math.min(most, BLOCK_SLOTS - into.filled));
    writePostings(into, some);
    for (const [at, { docid }] of some.entries()) place.run(into.block, into.filled + at, docid);
    const detected = bytesOf([...timesOf(into.detected), ...some.map((doc) => doc.detected_at)]);
    grow.run(into.filled + some.length, detected, into.block);
    return some.length;
  });
  return (tail, most) => ((waiting.get(tail) ?? 0) < tail ? 0 : move.immediate(most));
}

function createPostings(db: Db): (into: Open, docs: readonly Doc[]) => void {
  const before = db
    .prepare<[string, number], Buffer>('SELECT slots FROM search_postings WHERE term = ? AND block = ?')
    .pluck();
  const write = db.prepare<[string, number, Uint8Array]>(
    'INSERT INTO search_postings (term, block, slots) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET slots = excluded.slots',
  );
  return ({ block, filled }, docs) => {
    const added = termsOf(docs, filled);
    const held = new Map<string, Uint8Array>();
    if (filled > 0)
      for (const term of added.keys()) {
        const slots = before.get(term, block);
        if (slots !== undefined) held.set(term, slots);
      }
    for (const [term, slots] of packed(added, held)) write.run(term, block, slots);
  };
}
