/** Archives one day more each time, for ever: arguments are the database, the archive and the first day after 2024-01-01. */
import { writeSync } from 'node:fs';
import { DAY_MS } from '../../../../src-shared/market.ts';
import { archiveDue } from '../../../../src-main/store/care/archive.ts';
import { T0 } from '../../../conformance/store-samples.ts';
import { POLICY } from './filled.ts';

const [database = '', folder = '', first = '0'] = process.argv.slice(2);
writeSync(1, 'ready\n');
for (let day = Number(first); ; day++) {
  archiveDue({ database, folder, policy: { ...POLICY, pricesDays: 1, candlesDays: 7 }, now: T0 + day * DAY_MS });
  writeSync(1, `day ${day}\n`);
}
