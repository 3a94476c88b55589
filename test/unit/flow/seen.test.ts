import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settableTime } from '../../../src-main/base/clock.ts';
import { markSeen } from '../../../src-main/flow/seen.ts';
import { alertOf } from '../../../src-main/publish/alert-text.ts';
import { createHub } from '../../../src-main/publish/hub.ts';
import { openStore, type OpenStore } from '../../../src-main/store/store-client.ts';
import type { Alert } from '../../../src-shared/anomaly.ts';
import { anomalyOf, T0 } from '../../fixtures/anomaly.ts';

const MINUTE = 60_000;

describe('alerts that were looked at', () => {
  let folder: string;
  let store: OpenStore;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mane-seen-'));
    store = await openStore({ path: join(folder, 'mane.db'), inThread: false });
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function stored(minute: number, change: Partial<Alert>): Promise<Alert> {
    const anomaly = anomalyOf({ detected_at: T0 + minute * MINUTE });
    const alert = { ...alertOf(anomaly, T0 + minute * MINUTE), ...change };
    await store.writer.raise(anomaly, alert);
    return alert;
  }

  it('become seen; one held back keeps its state and reason, one on its way is left alone', async () => {
    const alerts = [
      await stored(0, { state: 'delivered', delivered_at: T0 }),
      await stored(100, { state: 'suppressed', reason: 'quiet hours 23:00–07:00' }),
      await stored(200, { state: 'raised' }),
    ];
    const market = settableTime(T0 + 300 * MINUTE);
    const core = { writer: store.writer, hub: createHub(), clock: { market, wall: market } };
    expect(await markSeen(core, alerts)).toBe(2);
    const after = await store.reader.alerts({ from: 0, limit: 10 });
    expect(after.map(({ state, reason, seen_at }) => [state, reason, seen_at])).toEqual([
      ['raised', null, null],
      ['suppressed', 'quiet hours 23:00–07:00', T0 + 300 * MINUTE],
      ['seen', null, T0 + 300 * MINUTE],
    ]);
    expect(await markSeen(core, after)).toBe(0);
  });
});
