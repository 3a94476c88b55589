/**
 * One machine of several: the real engine on a market that runs elsewhere, its own SQLite file, a PostgreSQL shared with others.
 * The argument is JSON (MachineArguments). Prints lines of JSON with the wall's time: what its window is shown, what its user is
 * notified of, and what Health says of the mirror. Ends cleanly by SIGTERM.
 */
import { scaledTime, wallTime } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { openSettings } from '../../src-main/base/settings-file.ts';
import { simulatedVenue } from '../../src-main/feed/venues.ts';
import { launch, openDatabase } from '../../src-main/launch.ts';
import { readAddress } from '../../src-main/store/postgres/address.ts';
import { ok } from '../../src-shared/fault.ts';

export interface MarketLine {
  readonly exchange: { readonly rest: string; readonly ws: string };
  readonly newsFeeds: readonly { readonly id: string; readonly url: string }[];
  readonly epoch: number;
  readonly startedAt: number;
  readonly speed: number;
}

export interface MachineArguments {
  readonly name: string;
  readonly folder: string;
  readonly postgres: string;
  readonly symbols: readonly string[];
  readonly market: MarketLine;
}

export type MachineLine = { readonly at: number } & (
  | { readonly kind: 'shown'; readonly id: string; readonly told: boolean; readonly replacedBy: string | null }
  | { readonly kind: 'notified'; readonly id: string }
  | {
      readonly kind: 'health';
      readonly state: string | undefined;
      readonly held: number | null;
      readonly faults: readonly string[];
    }
);

type Said = MachineLine extends infer L ? (L extends unknown ? Omit<L, 'at'> : never) : never;
const say = (line: Said): void => void process.stdout.write(`${JSON.stringify({ at: wallTime.now(), ...line })}\n`);

const { name, folder, postgres, symbols, market } = JSON.parse(process.argv[2]) as MachineArguments;
const now = market.epoch + (wallTime.now() - market.startedAt) * market.speed;
const database = await openDatabase(`${folder}/mane.db`, silentLogger);
const { engine, core, ready } = launch({
  dataFolder: folder,
  database,
  settings: openSettings(folder),
  venue: simulatedVenue(market.exchange),
  symbols,
  clock: { market: scaledTime(now, market.speed), wall: wallTime },
  speed: market.speed,
  newsFeeds: market.newsFeeds,
  senders: [{ id: 'test', send: async (_, anomaly) => (say({ kind: 'notified', id: anomaly.id }), ok(undefined)) }],
  logger: silentLogger,
  postgres: readAddress(postgres),
  machine: name,
});
core.hub.listen('anomalies', ({ anomaly, narrative, replacedBy = null }) =>
  say({ kind: 'shown', id: anomaly.id, told: narrative !== null, replacedBy }),
);
const stop = wallTime.every(500, () => {
  const { mirror, faults } = engine.health();
  say({
    kind: 'health',
    state: mirror?.state,
    held: mirror?.collectors?.held ?? null,
    faults: faults.map(({ detail }) => detail),
  });
});
process.on('SIGTERM', () => {
  stop();
  void engine.close().then(() => process.exit(0));
});
await ready;
