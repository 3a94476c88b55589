/** `mane replay` on the real tape of the CFTC day: the move is found, told honestly, and the same bytes come out twice. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { noSharedData, sharedData } from '../fixtures/shared-data.ts';
import { mane } from '../fixtures/run-mane.ts';

describe.skipIf(noSharedData('the replay of a real tape'))('replay of BTC-USD, March and April 2023', () => {
  const data = sharedData() ?? '';
  const args = [
    'replay',
    '--candles',
    join(data, 'tapes', 'BTC-USD.2023-03-05.csv.gz'),
    '--news',
    join(data, 'headlines', 'events-2023.csv'),
    '--json',
  ];
  const withoutDurations = (text: string) => text.replace(/"seconds":[^,]*,"candles_per_second":[^,]*,/, '');

  it('finds the CFTC move of 2023-03-27, and prints the same bytes twice', { timeout: 300_000 }, async () => {
    const first = await mane(args);
    expect(first.stderr).toBe('');
    expect(first.code).toBe(0);
    const lines = first.lines();
    const anomalies = lines.filter((line) => line.type === 'anomaly');
    const cftc = anomalies.filter((a) => /^2023-03-27T1(4:5|5:0)/.test(String(a.detected_at)));
    expect(cftc.length).toBeGreaterThan(0);
    expect(cftc[0]).toMatchObject({ symbol: 'BTC-USD', alerted: true, narrative: { validation_passed: true } });
    expect(Number(cftc[0]?.price_change_pct)).toBeLessThan(-0.5);
    expect(lines.at(-1)).toMatchObject({ type: 'summary', candles: 66_087 });
    const second = await mane(args);
    expect(withoutDurations(second.stdout)).toBe(withoutDurations(first.stdout));
  });
});
