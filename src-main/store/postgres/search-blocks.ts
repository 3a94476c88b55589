/**
 * The blocks of the search (migration 0009) as they are asked. When each slot's text was detected is kept here block by block, it
 * does not change; a block that has grown since is read again.
 */
import { addPosting, bestOfBlocks, timesOf, type Head, type Held } from '../search/blocks.ts';
import { symbolTerm } from '../search/build.ts';
import type { Matched } from '../search/found.ts';
import { createRowReader } from './binary.ts';
import type { Connection } from './connection.ts';

/** What the blocks hold of the query's terms: about so many, best first. */
export type BestOf = (most: number) => ReturnType<typeof bestOfBlocks>;

/** With what each block holds by now, of the same moment. */
const POSTINGS = `SELECT p.block, b.filled, (p.term = :symbol) AS of_symbol, p.slots
  FROM search_postings p JOIN search_blocks b ON b.block = p.block
  WHERE p.term = ANY (:terms::text[]) ORDER BY p.block DESC`;
const HEADS = `SELECT b.block, b.corpus::text, b.filled, b.detected FROM search_blocks b WHERE b.block = ANY (:blocks::int[])`;

export function createBlocks({ packed }: Pick<Connection, 'packed'>) {
  const known = new Map<number, Head>();

  async function read(blocks: readonly number[]): Promise<void> {
    const rows = createRowReader(await packed(HEADS, { blocks }));
    while (rows.next()) {
      const block = rows.int();
      const matched = rows.text() as Matched;
      known.set(block, { matched, filled: rows.int(), detected: timesOf(rows.bytes()) });
    }
  }

  async function postingsOf(trigrams: readonly string[], symbol: string | null): Promise<Map<number, Held>> {
    const name = symbol === null ? '' : symbolTerm(symbol);
    const terms = symbol === null ? trigrams : [...trigrams, name];
    const rows = createRowReader(await packed(POSTINGS, { terms, symbol: name }));
    const held = new Map<number, Held>();
    const grown = new Set<number>();
    while (rows.next()) {
      const block = rows.int();
      if (known.get(block)?.filled !== rows.int()) grown.add(block);
      addPosting(held, block, rows.bool(), rows.bytes());
    }
    if (grown.size > 0) await read([...grown]);
    return held;
  }

  /** `trigrams`: at least one. */
  return async (trigrams: readonly string[], symbol: string | null): Promise<BestOf> => {
    const held = await postingsOf(trigrams, symbol);
    const asked = { trigrams: trigrams.length, ofSymbol: symbol !== null, heads: new Map(known), held };
    return (most) => bestOfBlocks(asked, most);
  };
}
