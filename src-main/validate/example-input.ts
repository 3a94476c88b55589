/** `mane validate --example`: a full input that is accepted, to be changed and tried. */
import type { Draft, EvidenceFact } from '../../src-shared/narrative.ts';

export interface ExampleInput {
  readonly symbol: string;
  readonly onset: string;
  readonly evidence: readonly EvidenceFact[];
  readonly narrative: Draft;
}

const ONSET = Date.UTC(2026, 2, 2, 14, 22);
const MINUTE = 60_000;

const measure = (
  id: string,
  kind: EvidenceFact['kind'],
  minutes: number,
  text: string,
  value: number,
  unit: string,
): EvidenceFact => ({
  id,
  kind,
  text,
  time: ONSET + minutes * MINUTE,
  value,
  unit,
  news: null,
});

export function exampleInput(): ExampleInput {
  const title = 'Calder Pacific wins approval to launch spot Solana (SOL) fund';
  const report: EvidenceFact = {
    id: 'E6',
    kind: 'news',
    text: `CoinDesk, 14:19 UTC: “${title}”`,
    time: ONSET - 3 * MINUTE,
    value: null,
    unit: null,
    news: {
      article_id: 'example',
      source: 'CoinDesk',
      title,
      url: 'https://news.example/solana-fund',
      published_at: ONSET - 3 * MINUTE,
      first_seen_at: ONSET - MINUTE,
      timing_tag: 'pre_event',
      time_diff_minutes: -3,
      sentiment: 0.6,
      cluster_id: 0,
      price_report: false,
      linked: true,
    },
  };
  return {
    symbol: 'SOL-USD',
    onset: new Date(ONSET).toISOString(),
    evidence: [
      measure('E1', 'move', 0, 'SOL-USD rose 4.2 % in 5 min, with its onset at 14:22 UTC', 4.2, 'percent'),
      measure('E2', 'move', 5, 'SOL-USD was measured over 5 min; detected at 14:27 UTC', 5, 'minutes'),
      measure('E3', 'volume', 5, 'SOL-USD traded 12 times its usual volume', 12.1, 'times'),
      measure('E4', 'rarity', 0, 'About once in 9 days for SOL', 0.11, 'per_day'),
      measure('E5', 'market', 5, 'BTC rose 0.10 % over the same 5 min', 0.1, 'percent'),
      report,
    ],
    narrative: {
      cause: 'likely_cause',
      sentences: [
        {
          text: 'SOL-USD rose 4.2 % in 5 min from 14:22 UTC, on 12 times its usual volume, about once in 9 days for SOL, while BTC rose 0.10 %.',
          cites: ['E1', 'E2', 'E3', 'E4', 'E5'],
        },
        {
          text: `The move was probably caused by the news “${title}” (CoinDesk, 14:19 UTC), published 3 min before the onset.`,
          cites: ['E6'],
        },
      ],
    },
  };
}
