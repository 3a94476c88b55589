/**
 * Scripted misfortunes of the stream: matches no guard may accept (price 0, negative, a day ahead, a repeated print),
 * disconnects and silences at market minutes. Bad matches repeat the id of the trade they follow, so that the product's
 * ids stay without a hole, and they are never counted as sent.
 */
import { DAY_MS, MINUTE_MS, type EpochMs } from '../../src-shared/market.ts';
import { seededRandom } from '../base/random.ts';
import type { ExchangeServer } from './exchange-server.ts';
import type { PlacedTrade } from './tape.ts';
import { matchMessage, microTime, type MatchMessage } from './wire.ts';

export interface FaultScript {
  /** Default true: about one bad match per product in forty market minutes. */
  readonly badTicks?: boolean;
  /** Market minutes after the epoch at which every socket is cut. */
  readonly disconnects?: readonly number[];
  readonly silences?: readonly { readonly minute: number; readonly wallMs: number }[];
}

export interface Faults {
  /** Bad matches to send after this one. */
  after(trade: PlacedTrade): readonly MatchMessage[];
  /** Market time has reached `now`. */
  pass(now: EpochMs): void;
}

const ONE_IN = 640;

const SPOIL: readonly ((match: MatchMessage, trade: PlacedTrade) => MatchMessage)[] = [
  (match) => ({ ...match, price: '0.00' }),
  (match) => ({ ...match, price: `-${match.price}` }),
  (match, trade) => ({ ...match, time: microTime(trade.openTime + DAY_MS, trade.atUs) }),
  (match) => match,
];

export function createFaults(
  script: FaultScript,
  seed: string,
  epoch: EpochMs,
  from: EpochMs,
  exchange: ExchangeServer,
): Faults {
  const pending = [
    ...(script.disconnects ?? []).map((minute) => ({ minute, act: () => exchange.disconnectAll() })),
    ...(script.silences ?? []).map(({ minute, wallMs }) => ({ minute, act: () => exchange.silence(wallMs) })),
  ]
    .filter(({ minute }) => epoch + minute * MINUTE_MS > from)
    .sort((a, b) => a.minute - b.minute);
  return {
    after(trade) {
      if (script.badTicks === false) return [];
      const random = seededRandom(`${seed}|bad|${trade.product.symbol}|${trade.id}`);
      return random.int(1, ONE_IN) === 1 ? [random.pick(SPOIL)(matchMessage(trade), trade)] : [];
    },
    pass(now) {
      while (pending[0] && epoch + pending[0].minute * MINUTE_MS <= now) pending.shift()?.act();
    },
  };
}
