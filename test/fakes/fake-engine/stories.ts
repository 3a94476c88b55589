/** The scripted anomalies of the fake engine: one of each cause, one withheld, one still being written, one hostile. */
import type { Cause } from '../../../src-shared/narrative.ts';
import type { ScriptedMove } from './market.ts';

export interface StoryNews {
  /** Minutes from the onset. */
  readonly at: number;
  readonly source: string;
  readonly title: string;
  readonly url?: string;
  readonly cluster: number;
  readonly priceReport?: boolean;
  readonly linked?: boolean;
}
export interface Story {
  readonly symbol: string;
  /** Minutes before now of the first minute of the move. */
  readonly ago: number;
  readonly minutes: number;
  readonly percent: number;
  readonly volume: number;
  readonly lambda: number;
  readonly cause: Cause;
  readonly state: 'accepted' | 'withheld' | 'investigated' | 'raised';
  readonly alerted: boolean;
  /** Why the alert did not reach the screen. */
  readonly held?: string;
  /** Each sentence with the numbers of the news it cites (1 = first news), `m` the move, `r` rarity, `k` market, `q` quiet. */
  readonly sentences: readonly (readonly [text: string, cites: string])[];
  readonly news: readonly StoryNews[];
  readonly group?: number;
}

export const STORIES: readonly Story[] = [
  {
    symbol: 'SOL-USD',
    ago: 7,
    minutes: 5,
    percent: -4.2,
    volume: 640,
    lambda: 0.11,
    cause: 'likely_cause',
    state: 'accepted',
    alerted: true,
    sentences: [
      ['SOL fell 4.2 % in 5 minutes on about seven times its usual volume, a move seen about once in 9 days.', 'm v r'],
      [
        'It probably fell because validators halted the network after a consensus bug, as two sources had reported up to 6 minutes before.',
        '1 2',
      ],
    ],
    news: [
      { at: -6, source: 'CoinDesk', title: 'Solana validators halt block production after consensus bug', cluster: 0 },
      { at: -3, source: 'The Block', title: 'Solana network stalls, core developers prepare a restart', cluster: 0 },
      { at: 9, source: 'Decrypt', title: 'Solana outage: what is known so far', cluster: 0 },
      {
        at: 14,
        source: 'Cointelegraph',
        title: 'SOL price drops 4 % as network goes down',
        cluster: 1,
        priceReport: true,
      },
      {
        at: 21,
        source: 'Bitcoin Magazine',
        title: 'Solana price falls amid network trouble',
        cluster: 1,
        priceReport: true,
      },
      { at: -52, source: 'CoinDesk', title: 'Solana Foundation publishes its quarterly validator report', cluster: -1 },
    ],
  },
  {
    symbol: 'XRP-USD',
    ago: 64,
    minutes: 15,
    percent: 3.1,
    volume: 310,
    lambda: 0.35,
    cause: 'reported_afterwards',
    state: 'accepted',
    alerted: true,
    sentences: [
      ['XRP rose 3.1 % in 15 minutes, a move seen about once in 3 days for it.', 'm r'],
      [
        'The move was followed by reports of a settlement in the case against Ripple by 3 sources, the first 9 minutes after it began.',
        '1 2 3',
      ],
    ],
    news: [
      {
        at: 9,
        source: 'The Block',
        title: 'Ripple and regulator reach settlement in principle, filing shows',
        cluster: 0,
      },
      { at: 16, source: 'CoinDesk', title: 'Ripple settlement: what the filing says', cluster: 0 },
      { at: 31, source: 'Decrypt', title: 'Long-running Ripple case may end this week', cluster: 0 },
      { at: 24, source: 'Cointelegraph', title: 'XRP jumps 3 %', cluster: 1, priceReport: true },
    ],
  },
  {
    symbol: 'DOGE-USD',
    ago: 143,
    minutes: 5,
    percent: 5.6,
    volume: 480,
    lambda: 0.02,
    cause: 'cause_unknown',
    state: 'accepted',
    alerted: true,
    sentences: [
      ['DOGE rose 5.6 % in 5 minutes, more than in any other 5 minutes of the last 50 days.', 'm r'],
      ['The cause is unknown: no linked report was found within 3 hours, and CoinDesk could not be read.', 'q d'],
    ],
    news: [],
  },
  {
    symbol: 'BTC-USD',
    ago: 391,
    minutes: 30,
    percent: -2.4,
    volume: 220,
    lambda: 0.24,
    cause: 'likely_cause',
    state: 'accepted',
    alerted: true,
    held: 'cooldown: it was notified less than 15 min before',
    sentences: [
      ['BTC fell 2.4 % in 30 minutes together with 7 of 10 watched symbols, about once in 4 days for it.', 'm k'],
      ['It probably fell because the regulator sued a large exchange, which was reported 11 minutes before.', '1'],
    ],
    news: [
      { at: -11, source: 'CoinDesk', title: 'Regulator sues large exchange over unregistered derivatives', cluster: 0 },
      { at: 4, source: 'The Block', title: 'Exchange says it will contest the suit', cluster: 0 },
      { at: 38, source: 'Decrypt', title: 'Bitcoin slides as regulator sues exchange', cluster: 1, priceReport: true },
    ],
    group: 3,
  },
  {
    symbol: 'ETH-USD',
    ago: 389,
    minutes: 30,
    percent: -2.9,
    volume: 190,
    lambda: 0.5,
    cause: 'likely_cause',
    state: 'accepted',
    alerted: false,
    sentences: [
      ['ETH fell 2.9 % in 30 minutes.', 'm'],
      ['It fell with the whole market.', 'k'],
    ],
    news: [],
    group: 3,
  },
  {
    symbol: 'AVAX-USD',
    ago: 388,
    minutes: 30,
    percent: -3.4,
    volume: 260,
    lambda: 0.6,
    cause: 'likely_cause',
    state: 'accepted',
    alerted: false,
    sentences: [
      ['AVAX fell 3.4 % in 30 minutes.', 'm'],
      ['It fell with the whole market.', 'k'],
    ],
    news: [],
    group: 3,
  },
  {
    symbol: 'LINK-USD',
    ago: 655,
    minutes: 1,
    percent: 0.4,
    volume: 1340,
    lambda: 1.2,
    cause: 'coincident_news',
    state: 'accepted',
    alerted: false,
    sentences: [
      [
        'LINK traded fourteen times its usual volume in one minute while its price moved 0.40 %, about once a day.',
        'm v',
      ],
      ['A report that names it only in passing appeared 8 minutes before.', '1'],
    ],
    news: [
      {
        at: -8,
        source: 'Cointelegraph',
        title: 'Oracle networks in review: ten names to know',
        cluster: -1,
        linked: false,
      },
    ],
  },
  {
    symbol: 'ADA-USD',
    ago: 922,
    minutes: 15,
    percent: 2.8,
    volume: 150,
    lambda: 0.8,
    cause: 'likely_cause',
    state: 'withheld',
    alerted: false,
    sentences: [
      ['ADA rose 2.8 % in 15 minutes.', 'm'],
      ['It rose because of an upgrade that raised throughput by 40 %.', '1'],
    ],
    news: [{ at: 26, source: 'Decrypt', title: 'Cardano upgrade goes live', cluster: -1 }],
  },
  {
    symbol: 'AVAX-USD',
    ago: 1310,
    minutes: 5,
    percent: -3.9,
    volume: 420,
    lambda: 0.16,
    cause: 'likely_cause',
    state: 'accepted',
    alerted: true,
    held: 'quiet hours 23:00–07:00',
    sentences: [
      ['AVAX fell 3.9 % in 5 minutes, about once in 6 days for it.', 'm r'],
      ['It probably fell because a bridge to it was drained, which one source had reported 4 minutes before.', '1'],
    ],
    news: [
      {
        at: -4,
        source: 'rekt <script>alert(1)</script>',
        title: '<img src=x onerror=alert(1)> Avalanche bridge drained of $30 M',
        url: 'javascript:alert(document.domain)',
        cluster: 0,
      },
      { at: 12, source: 'CoinDesk', title: 'Avalanche bridge exploited, team pauses withdrawals', cluster: 0 },
    ],
  },
  {
    symbol: 'LTC-USD',
    ago: 1720,
    minutes: 60,
    percent: 2.1,
    volume: 90,
    lambda: 1.9,
    cause: 'cause_unknown',
    state: 'accepted',
    alerted: false,
    sentences: [
      ['LTC rose 2.1 % in 60 minutes, about twice a day for it.', 'm r'],
      ['The cause is unknown: no linked report was found within 3 hours.', 'q'],
    ],
    news: [],
  },
  {
    symbol: 'DOT-USD',
    ago: 2250,
    minutes: 15,
    percent: -2.2,
    volume: 110,
    lambda: 2.6,
    cause: 'cause_unknown',
    state: 'accepted',
    alerted: false,
    sentences: [
      ['DOT fell 2.2 % in 15 minutes, about 3 times a day for it.', 'm r'],
      ['The cause is unknown: no linked report was found within 3 hours.', 'q'],
    ],
    news: [],
  },
];

/** Raised by `raise()` of the fake engine, while somebody looks. */
export const ARRIVING: Story = {
  symbol: 'ETH-USD',
  ago: 1,
  minutes: 1,
  percent: 1.9,
  volume: 520,
  lambda: 0.04,
  cause: 'cause_unknown',
  state: 'raised',
  alerted: true,
  sentences: [
    ['ETH rose 1.9 % in one minute, about once in 25 days for it.', 'm r'],
    ['The cause is unknown: no linked report was found within 3 hours.', 'q'],
  ],
  news: [],
};

export const movesOf = (stories: readonly Story[], now: number): ScriptedMove[] =>
  stories.map(({ symbol, ago, minutes, percent }) => ({
    symbol,
    minutes,
    percent,
    onset: Math.floor(now / 60_000) * 60_000 - ago * 60_000,
  }));
