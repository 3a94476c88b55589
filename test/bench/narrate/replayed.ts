/** `mane replay` in this process, with its narratives: every anomaly with its last text, drafts and evidence, oldest first. */
import { join } from 'node:path';
import type { AnomalyDetail } from '../../../src-shared/ports/reader.ts';
import { settableTime } from '../../../src-main/base/clock.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { assembleReplay } from '../../../src-main/cli/replay-core.ts';
import { ReplayOptionsSchema } from '../../../src-main/cli/replay-options.ts';
import { runReplay } from '../../../src-main/flow/replay.ts';
import { readThresholds } from '../../../src-main/flow/thresholds-file.ts';
import { openStore } from '../../../src-main/store/store-client.ts';
import { inFolder } from '../harness.ts';

export const replayDetails = (candles: readonly string[], news: readonly string[]): Promise<AnomalyDetail[]> =>
  inFolder(async (folder) => {
    const store = await openStore({ path: join(folder, 'mane.db'), transient: true });
    try {
      const { signal } = new AbortController();
      const context = { signal, out: () => undefined, err: () => undefined, json: true, isTerminal: false, debug: false, db: null }; // prettier-ignore
      const wanted = { ...ReplayOptionsSchema.parse({}), candles: [...candles], news: [...news], narrate: true };
      const market = settableTime(0);
      const { core } = await assembleReplay({ context, wanted, thresholds: readThresholds(''), store, market, logger: silentLogger }); // prettier-ignore
      await runReplay({ core, market, narrate: true, signal });
      const rows = await store.reader.anomalies({ limit: 100_000 });
      const details = await Promise.all(rows.map(({ anomaly }) => store.reader.anomaly(anomaly.id)));
      return details.flatMap((detail) => detail ?? []).reverse();
    } finally {
      await store.close();
    }
  });
