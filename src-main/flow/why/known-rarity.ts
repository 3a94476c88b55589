/**
 * How rare each minute of a stretch was: from what the running detection keeps (a day), else worked out again by a detection of its
 * own over the stored candles, with eight days before the stretch to learn from. Refuses what would hold up the thread, and says so.
 */
import { DAY_MS, MINUTE_MS, type EpochMs } from '../../../src-shared/market.ts';
import type { RarityPoint } from '../../../src-shared/contract.ts';
import type { TimeSource } from '../../../src-shared/ports/clock.ts';
import type { Reader } from '../../../src-shared/ports/reader.ts';
import { createBreath } from '../../base/breath.ts';
import { createDetection, type Detection } from '../../detect/detection.ts';
import type { Thresholds } from '../../detect/thresholds.ts';
import { createStoreFeed } from '../../feed/replay-feed.ts';
import type { Span } from './spans.ts';

export interface KnownRarity {
  readonly source: 'kept' | 'recalculated' | 'not_known';
  readonly detail: string | null;
  /** By symbol; λ null: learning, or without a trade. */
  readonly points: ReadonlyMap<string, readonly RarityPoint[]>;
  readonly learning: readonly string[];
}

export interface RarityOptions {
  readonly reader: Pick<Reader, 'candles'>;
  readonly venue: string;
  readonly thresholds: Thresholds;
  readonly wall: TimeSource;
  /** The detection that runs, with its newest minute; absent offline. */
  readonly live?: Pick<Detection, 'rarityHistory' | 'rarity' | 'lastMinute'>;
}

const WARM_UP_MS = 8 * DAY_MS;
/** Minutes the detection remembers, with a little to spare. */
const KEPT_MS = 1500 * MINUTE_MS;
/** Candles gone through at most: a second or so of the thread, in slices. */
const MOST_CANDLES = 400_000;
const [SLICE_MS, PAGE] = [8, 1000] as const;

type Source = Pick<Detection, 'rarityHistory' | 'rarity'>;

export async function knownRarity(
  options: RarityOptions,
  symbols: readonly string[],
  stretch: Span,
  signal: AbortSignal,
): Promise<KnownRarity> {
  const { live } = options;
  const isKept = (symbol: string): boolean => stretch.from >= (live?.lastMinute(symbol) ?? Infinity) - KEPT_MS;
  // A symbol without a minute yet has nothing to be worked out either.
  if (live !== undefined && symbols.every((symbol) => live.lastMinute(symbol) === null || isKept(symbol)))
    return { source: 'kept', detail: null, ...read(live, symbols, stretch) };
  const candles = (symbols.length * (stretch.to - stretch.from + WARM_UP_MS)) / MINUTE_MS;
  if (candles > MOST_CANDLES) return notKnown('too many symbols to work it out again; ask about one of them');
  return recalculated(options, symbols, stretch, signal);
}

const notKnown = (detail: string): KnownRarity => ({
  source: 'not_known',
  detail,
  points: new Map(),
  learning: [],
});

function read(source: Source, symbols: readonly string[], { from, to }: Span) {
  return {
    points: new Map(symbols.map((symbol) => [symbol, source.rarityHistory(symbol, from, to - 1)])),
    learning: symbols.filter((symbol) => source.rarity(symbol).learning),
  };
}

async function recalculated(
  { reader, venue, thresholds, wall }: RarityOptions,
  symbols: readonly string[],
  stretch: Span,
  signal: AbortSignal,
): Promise<KnownRarity> {
  const detection = createDetection({ venue, symbols, thresholds, budgetPerDay: 1 });
  const breath = createBreath(wall, SLICE_MS);
  const from = Math.max(0, stretch.from - WARM_UP_MS);
  const stored = createStoreFeed({ reader, venue, symbols, from, to: stretch.to, page: PAGE });
  const parts = new Map<string, RarityPoint[]>(symbols.map((symbol) => [symbol, []]));
  let done = stretch.from;
  /** The history is short: what it has is taken out before it is overwritten. */
  const takeOut = (to: EpochMs): void => {
    for (const symbol of symbols) parts.get(symbol)?.push(...detection.rarityHistory(symbol, done, to - 1));
    done = to;
  };
  for await (const events of stored.events(signal)) {
    for (const event of events) {
      if (event.kind === 'gap') detection.onGap(event.symbol, event.from, event.to);
      if (event.kind !== 'candle') continue;
      if (event.candle.openTime >= done + DAY_MS) takeOut(event.candle.openTime);
      detection.warm(event.candle);
      if (breath.isDue()) await breath.take(signal);
    }
    if (signal.aborted) return notKnown('the question was taken back');
  }
  takeOut(stretch.to);
  const learning = symbols.filter((symbol) => detection.rarity(symbol).learning);
  return { source: 'recalculated', detail: null, points: parts, learning };
}
