/** Choosing and trying settings while the engine runs: each try asks the real thing once, with the keys that are kept. */
import { baseOf } from '../../src-shared/market.ts';
import type { Clock } from '../../src-shared/ports/clock.ts';
import type { EngineSetup } from '../../src-shared/ports/engine.ts';
import type { Sender } from '../../src-shared/ports/sender.ts';
import { waitingForStart, type Settings } from '../../src-shared/settings.ts';
import { KEY_NAMES, type EngineInfo, type SenderTry } from '../../src-shared/setup.ts';
import { createHttp } from '../base/http.ts';
import { programVersion } from '../base/program-version.ts';
import type { Secrets } from '../base/secrets.ts';
import { listVenues } from '../feed/venues.ts';
import { defaultFeeds } from '../news/default-feeds.ts';
import { tryEmbedder } from './embedder-try.ts';
import { tryNews } from './news-try.ts';

export interface SetupOptions {
  readonly settings: () => Settings;
  readonly symbols: readonly string[];
  readonly senders: readonly Sender[];
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly random: () => number;
  readonly place: Pick<EngineInfo, 'dataFolder' | 'database' | 'restarts'>;
}

export function createSetup(o: SetupOptions): EngineSetup {
  const started = o.settings();
  const { wall } = o.clock;
  return {
    venues: () => listVenues().map(({ id, label, tried }) => ({ id, label, tried })),
    testEmbedder: (settings = o.settings().embedder, signal) => tryEmbedder({ ...o, settings, wall, signal }),
    async testNews(source, signal) {
      const { news } = o.settings();
      const http = createHttp({ wall, allowPrivateHosts: news.allowPrivateHosts });
      const assets = [...new Set(o.symbols.map(baseOf))];
      try {
        // The world's publishers live in wall time, whatever market is watched.
        return await tryNews({ ...o, news, assets, http, clock: { market: wall, wall } }, source, signal);
      } finally {
        await http.close();
      }
    },
    testNotifications: () => Promise.all(o.senders.map((sender) => trySender(sender, () => wall.now()))),
    keys: () => KEY_NAMES.map((name) => ({ name, present: o.secrets.get(name) !== null })),
    newsDefaults: () => defaultFeeds(),
    info: () => ({
      ...o.place,
      version: programVersion(),
      node: process.versions.node,
      platform: `${process.platform} ${process.arch}`,
      waiting: waitingForStart(started, o.settings()),
    }),
  };
}

async function trySender(sender: Sender, now: () => number): Promise<SenderTry> {
  if (sender.test === undefined) return { sender: sender.id, ok: false, detail: 'it has no test', ms: null };
  const from = now();
  const result = await sender.test();
  return { sender: sender.id, ok: result.ok, detail: result.ok ? '' : result.fault.detail, ms: now() - from };
}
