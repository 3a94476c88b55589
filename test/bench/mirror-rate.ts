/**
 * What the mirror moves as the product runs it (outbox, leases on every symbol, the fence in each transaction, its own turns), from a
 * price in the local journal to the row on the server; beside bare COPY into the same tables on the same server.
 */
import { join } from 'node:path';
import type { PriceSample } from '../../src-shared/market.ts';
import { wallTime } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { seededRandom } from '../../src-main/base/random.ts';
import { createMirrorControl } from '../../src-main/flow/mirror.ts';
import { readAddress } from '../../src-main/store/postgres/address.ts';
import { openStore } from '../../src-main/store/store-client.ts';
import { eventually } from '../fixtures/eventually.ts';
import { once } from '../fixtures/postgres.ts';
import type { RunningServer } from '../fixtures/postgres/server.ts';
import { type BenchContext, inFolder, median, perSecond, promise, rate, ratio, sideBySide, spread, timed } from './harness.ts'; // prettier-ignore
import { bareCopy, onFresh } from './postgres.ts';
import { priceRows } from './store-write.ts';

const BATCH = 5000;
const PATIENCE_MS = 120_000;
const PROMISED_SHARE = 0.6;

export async function mirrorRate(server: RunningServer, { quick, rounds, print }: BenchContext): Promise<void> {
  const rows = priceRows(quick ? 20_000 : 200_000);
  const batches = Array.from({ length: rows.length / BATCH }, (_, k) => rows.slice(k * BATCH, (k + 1) * BATCH));
  const rates = await sideBySide(Math.min(rounds, 3), {
    mirror: () => onFresh(server, (_, url) => mirrored(url, batches)),
    copy: () => bareCopy(server, batches),
  });
  print(`${rows.length} prices of 500 symbols, from the local journal to the server, every symbol leased`);
  print(`mirror     ${spread(rates.mirror, rate)}`);
  print(`bare COPY  ${spread(rates.copy, rate)}`);
  print(`mirror's rate of the bare COPY's: ${promise(median(rates.mirror) / median(rates.copy), '≥', PROMISED_SHARE, ratio)}`); // prettier-ignore
}

const mirrored = (url: string, batches: readonly (readonly PriceSample[])[]): Promise<number> =>
  inFolder(async (folder) => {
    const store = await openStore({ path: join(folder, 'mane.db') });
    const random = seededRandom('mirror rate');
    const nothing = (): void => undefined;
    const symbols = [...new Set(batches.flat().map(({ symbol }) => symbol))];
    const control = createMirrorControl({ local: store.mirror, reader: store.reader, wall: wallTime, logger: silentLogger, random: () => random.next(), collects: { venue: 'coinbaseexchange', symbols }, onChange: nothing, onCame: nothing, onReplaced: nothing, onFault: nothing }); // prettier-ignore
    const count = batches.reduce((sum, batch) => sum + batch.length, 0);
    const onServer = async (sql: string): Promise<number> => Number((await once<{ n: string }>(url, sql))[0]?.n ?? 0);
    try {
      await control.connect(readAddress(url));
      await eventually(PATIENCE_MS, async () => (await onServer('SELECT count(*) AS n FROM symbol_leases')) === symbols.length && control.health()?.state === 'in_step', 'every symbol leased'); // prettier-ignore
      const ms = await timed(async () => {
        for (const batch of batches) await store.writer.journal({ prices: batch, candles: [] });
        await eventually(PATIENCE_MS, async () => (await onServer('SELECT count(*) AS n FROM prices')) >= count, 'all prices on the server'); // prettier-ignore
      });
      return perSecond(count, ms);
    } finally {
      await control.stop();
      await store.close();
    }
  });
