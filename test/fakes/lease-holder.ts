/**
 * A program that shares symbols with others and writes as fast as it may: every row says who wrote it under which token, in a
 * transaction that checks the lease first. Arguments: database address, owner, symbols separated by commas. Ends by SIGTERM.
 */
import { wallTime } from '../../src-main/base/clock.ts';
import { createCollector } from '../../src-main/store/mirror/collector.ts';
import { createFence } from '../../src-main/store/mirror/lease-fence.ts';
import { readAddress } from '../../src-main/store/postgres/address.ts';
import { connect } from '../../src-main/store/postgres/connection.ts';
import { createLeases } from '../../src-main/store/postgres/leases.ts';
import { faultOf, throwFault } from '../../src-shared/fault.ts';

const [url, owner, list] = process.argv.slice(2);
const symbols = list.split(',');
const venue = 'simulated';
const limits = { size: 1, burst: 4, answerWithinMs: 2500 };
const [asking, writing] = [connect(readAddress(url), undefined, limits), connect(readAddress(url), undefined, limits)];
const collector = createCollector({
  leases: createLeases(asking, { owner, machine: owner, venue }),
  owner,
  machine: owner,
  venue,
  symbols,
});
const fence = createFence(collector);
const refused = new Map<string, number>();
let stopping = false;
process.on('SIGTERM', () => (stopping = true));

// The token as the server has it, not as this program remembers it by then; -1 when the lease is another's, which the test counts.
const WRITE = `INSERT INTO written (symbol, owner, token) VALUES (:symbol, :owner,
  coalesce((SELECT token FROM symbol_leases WHERE symbol = :symbol AND owner = :owner), -1))`;
// Two statements with a pause between them, so that being stopped in the middle of a transaction is likely.
const write = (symbol: string): Promise<void> =>
  writing.transaction(async (t) => {
    if ((await fence.check(t, [{ venue, symbol }])).length > 0) throwFault('conflict', 'the lease is gone');
    const row = { symbol, owner };
    await t.run(WRITE, row);
    await wallTime.sleep(20);
    await t.run(WRITE, row);
  });

async function keepWriting(symbol: string): Promise<void> {
  while (!stopping) {
    if (fence.holds(venue, symbol)) {
      await write(symbol).catch((error: unknown) => {
        const kind = faultOf(error)?.kind ?? String(error);
        refused.set(kind, (refused.get(kind) ?? 0) + 1);
      });
    }
    await wallTime.sleep(30);
  }
}

collector.start();
await Promise.all(symbols.map(keepWriting));
await collector.stop();
console.log(JSON.stringify({ refused: Object.fromEntries(refused) }));
process.exit(0);
