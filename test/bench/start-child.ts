/**
 * The program whose start the bench times: what `mane serve --no-ui` does up to the listening host, on a venue of the bench's
 * own, so that no exchange is asked. Tells its parent each stage as it is reached. `--without-ccxt` puts an empty library
 * in ccxt's place, which shows the start without that import beside it.
 */
import { registerHooks } from 'node:module';
import { systemClock } from '../../src-main/base/clock.ts';
import { openSettings } from '../../src-main/base/settings-file.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { startWebHost } from '../../src-main/api/web-host.ts';
import { simulatedVenue } from '../../src-main/feed/venues.ts';
import { launch, openDatabase } from '../../src-main/launch.ts';

export interface StageReached {
  readonly stage: 'loaded' | 'store open' | 'engine' | 'listening' | 'learned';
  /** Epoch ms with fractions. */
  readonly at: number;
}

const NO_CCXT = `data:text/javascript,${encodeURIComponent(`
  class Nothing {
    urls = {}; has = {}; markets = undefined; trades = {}; tickers = {}; clients = {}; options = {};
    loadHttpProxyAgent = async () => undefined;
    loadMarkets = () => new Promise(() => undefined);
    fetchTime = () => new Promise(() => undefined);
  }
  export default { pro: { coinbaseexchange: Nothing } };
`)}`;

const [folder = '', path = '', rest = '', ws = '', symbols = '', ...flags] = process.argv.slice(2);
if (flags.includes('--without-ccxt')) {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'ccxt' ? { url: NO_CCXT, shortCircuit: true } : next(specifier, context),
  });
}
const reached = (stage: StageReached['stage']): void => {
  process.send?.({ stage, at: performance.timeOrigin + performance.now() } satisfies StageReached);
};

reached('loaded');
const settings = openSettings(folder);
const database = await openDatabase(path, silentLogger);
reached('store open');
const { engine, ready } = launch({
  dataFolder: folder,
  database,
  settings,
  venue: simulatedVenue({ rest, ws }),
  symbols: symbols.split(','),
  clock: systemClock,
  speed: 1,
  newsFeeds: [],
  senders: [],
  logger: silentLogger,
});
reached('engine');
const host = await startWebHost({ engine, rendererFolder: null, logger: silentLogger });
reached('listening');
await ready;
reached('learned');
await host.close();
await engine.close();
process.exit();
