/**
 * Moves texts from the search's tail into blocks, some thousand in one transaction. Whoever writes may do it at any time; two at
 * once take turns. A text that changes meanwhile waits for the transaction and goes back to the tail.
 */
import { bytesOf, timesOf } from '../search/blocks.ts';
import { packed, termsOf } from '../search/build.ts';
import { BLOCK_SLOTS } from '../search/posting.ts';
import { createRowWriter, rowBytes } from './binary.ts';
import type { Connection, Transaction } from './connection.ts';
import { sqlState } from './faults.ts';

/** As many as a search reads through without being felt. */
export const TAIL = 512;
/** Texts in one step: some tenths of a second. */
const STEP = 1024;
/** After the locks of the migrations and of the journal. */
const LOCK = 'SELECT pg_advisory_xact_lock(1296125509, 4)';

const CORPORA = { narrative: 'narrative_docs', headline: 'headline_docs' } as const;
type Corpus = keyof typeof CORPORA;

interface Doc {
  readonly id: string;
  readonly symbol: string;
  readonly text: string;
  readonly detected_at: number;
}
interface Open {
  readonly block: number;
  readonly filled: number;
  readonly detected: Float64Array;
}

/** How many texts were moved: all of a corpus's tail, when it is that long. */
export async function sealSearch(connection: Pick<Connection, 'transaction'>, tail = TAIL): Promise<number> {
  let moved = 0;
  for (const corpus of Object.keys(CORPORA) as Corpus[]) {
    for (let some = 1; some > 0; moved += some)
      some = await connection.transaction((t) => sealSome(t, corpus, tail, BLOCK_SLOTS));
  }
  return moved;
}

/**
 * One short step at a time, for whoever has other work; false when there was nothing to move. Where this user may not write the
 * blocks it leaves it at that: the search reads what is not in them.
 */
export function createSealer(connection: Pick<Connection, 'transaction'>): () => Promise<boolean> {
  let allowed = true;
  return async () => {
    for (const corpus of Object.keys(CORPORA) as Corpus[]) {
      if (!allowed) return false;
      try {
        if ((await connection.transaction((t) => sealSome(t, corpus, TAIL, STEP))) > 0) return true;
      } catch (error) {
        if (sqlState((error as Error).cause) !== '42501') throw error;
        allowed = false;
      }
    }
    return false;
  };
}

async function sealSome(t: Transaction, corpus: Corpus, tail: number, most: number): Promise<number> {
  await t.rows(LOCK);
  const table = CORPORA[corpus];
  const [waiting] = await t.rows<{ n: number }>(
    `SELECT count(*) AS n FROM (SELECT FROM ${table} WHERE block IS NULL LIMIT :tail) w`,
    { tail },
  );
  if ((waiting?.n ?? 0) < tail) return 0;
  const open = await openBlock(t, corpus);
  const docs = await t.rows<Doc>(
    `SELECT id::text, symbol, text, detected_at::float8 FROM ${table} WHERE block IS NULL
      ORDER BY detected_at, id LIMIT :room FOR UPDATE`,
    { room: Math.min(most, BLOCK_SLOTS - open.filled) },
  );
  await writePostings(t, open, docs);
  await t.run(
    `UPDATE ${table} d SET block = :block::int, slot = :filled::int + k.slot::int - 1
      FROM unnest(:ids::uuid[]) WITH ORDINALITY AS k (id, slot) WHERE d.id = k.id`,
    { ...open, ids: docs.map(({ id }) => id) },
  );
  const detected = bytesOf([...open.detected, ...docs.map((doc) => doc.detected_at)]);
  await t.run(
    `INSERT INTO search_blocks (block, corpus, filled, detected) VALUES (:block, :corpus, :filled, :detected)
      ON CONFLICT (block) DO UPDATE SET filled = excluded.filled, detected = excluded.detected`,
    { block: open.block, corpus, filled: open.filled + docs.length, detected },
  );
  return docs.length;
}

/** The corpus's block with room, or the next one. */
async function openBlock(t: Transaction, corpus: Corpus): Promise<Open> {
  const [open] = await t.rows<{ block: number; filled: number; detected: string }>(
    'SELECT block, filled, detected FROM search_blocks WHERE corpus = :corpus AND filled < :slots ORDER BY block LIMIT 1',
    { corpus, slots: BLOCK_SLOTS },
  );
  if (open) return { ...open, detected: timesOf(bytesFrom(open.detected)) };
  const [next] = await t.rows<{ block: number }>("SELECT nextval('search_block_number') AS block");
  return { block: next?.block ?? 0, filled: 0, detected: new Float64Array(0) };
}

async function writePostings(t: Transaction, { block, filled }: Open, docs: readonly Doc[]): Promise<void> {
  const added = termsOf(docs, filled);
  const before = filled === 0 ? new Map<string, Buffer>() : await takenOut(t, block, [...added.keys()]);
  await t.copy('COPY search_postings (term, block, slots) FROM STDIN (FORMAT binary)', rowsOf(block, packed(added, before))); // prettier-ignore
}

async function takenOut(t: Transaction, block: number, terms: readonly string[]): Promise<Map<string, Buffer>> {
  const rows = await t.rows<{ term: string; slots: string }>(
    'DELETE FROM search_postings WHERE block = :block AND term = ANY (:terms::text[]) RETURNING term, slots',
    { block, terms },
  );
  return new Map(rows.map(({ term, slots }) => [term, bytesFrom(slots)]));
}

function rowsOf(block: number, postings: ReadonlyMap<string, Uint8Array>): Buffer {
  const terms = [...postings].map(([term, slots]) => ({ term: Buffer.from(term), slots: Buffer.from(slots) }));
  const bytes = terms.reduce((sum, one) => sum + rowBytes(2, 0, 1) + one.term.length + one.slots.length, 0);
  const writer = createRowWriter(bytes);
  for (const { term, slots } of terms) {
    writer.row(3);
    writer.text(term);
    writer.int(block);
    writer.text(slots);
  }
  return writer.done();
}

/** `\x…`, as a bytea leaves in text. */
const bytesFrom = (hex: string): Buffer => Buffer.from(hex.slice(2), 'hex');
