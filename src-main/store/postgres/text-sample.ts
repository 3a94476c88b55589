/**
 * How often something occurs in the newest texts, told from a few hundred of them that are kept here for some minutes. Only
 * ever used to choose the quicker of two right ways.
 */
import type { TimeSource } from '../../../src-shared/ports/clock.ts';
import { foldText } from '../trigrams.ts';
import type { Query } from './connection.ts';
import type { Corpus } from './search-texts.ts';

const TEXTS = 400;
const KEPT_MS = 10 * 60_000;

export interface TextSample {
  /** Share of texts for which `holds` is true, never 0: what none of them shows is rarer than one in that many. */
  share(holds: (folded: string) => boolean): number;
  /** Rows of the table as the server last counted them. */
  readonly rows: number;
}

export function createSampling(query: Query, wall: TimeSource): (corpus: Corpus) => Promise<TextSample> {
  const kept = new Map<string, { readonly at: number; readonly sample: Promise<TextSample> }>();
  return (corpus) => {
    const known = kept.get(corpus.table);
    if (known && wall.now() - known.at < KEPT_MS) return known.sample;
    const sample = take(corpus);
    kept.set(corpus.table, { at: wall.now(), sample });
    // One that failed is not kept; whoever waits for it is told.
    sample.catch(() => kept.delete(corpus.table));
    return sample;
  };

  async function take(corpus: Corpus): Promise<TextSample> {
    const [texts, counted] = await Promise.all([
      corpus.newest({ needed: [], also: [], symbol: null, limit: TEXTS, way: 'by age' }),
      query.rows<{ n: number }>('SELECT reltuples AS n FROM pg_class WHERE oid = to_regclass(:table)', {
        table: corpus.table,
      }),
    ]);
    const folded = texts.map(({ text }) => foldText(text));
    return {
      share: (holds) => (folded.filter(holds).length + 0.5) / (folded.length + 1),
      rows: Math.max(0, counted[0]?.n ?? 0),
    };
  }
}
