/**
 * The same wire frames twice: through ccxt alone (its own watchTrades loop a symbol, doing nothing with the trades) and through
 * the whole live engine (ccxt → feed → tick-guard → candles → detection → sampler → a real store). Trades a second from the
 * first frame to the last, and whether every trade sent was received. Each side is a process of its own, warmed up first.
 *
 * A loop over ccxt learns of a trade only when the symbol's next message finds it waiting: one that lands while the loop
 * re-arms stays unseen until the next, so the last trades of a burst never arrive and a loop that counts to "all" waits for
 * ever. Hence the bell (one more trade of each symbol after the last) and hence the clock of both stops at the last frame
 * that was handled, not at what the bell woke.
 */
import { fork } from 'node:child_process';
import { type Bench, median, promise, rate, ratio, sideBySide, spread } from './harness.ts';
import { INGEST_SYMBOLS, type IngestOutcome } from './ingest-side.ts';

const FRAMES_PER_SYMBOL = 15_000;
const QUICK_FRAMES = 4_000;
const PROMISED_SHARE = 0.7;
const PATIENCE_MS = 120_000;

type Side = 'alone' | 'engine';

export const ingestBench: Bench = {
  name: 'ingest',
  what: 'wire frames to candles, detection and store, beside the same frames through ccxt alone',
  async run({ quick, rounds, print }) {
    const framesPerSymbol = quick ? QUICK_FRAMES : FRAMES_PER_SYMBOL;
    const cpu: Record<Side, number[]> = { alone: [], engine: [] };
    const lost: Record<Side, number> = { alone: 0, engine: 0 };
    const run = (side: Side) => async () => {
      const outcome = await inProcess(side, framesPerSymbol);
      cpu[side].push(outcome.cpuMicros);
      lost[side] += outcome.lost;
      return outcome.perSecond;
    };
    const results = await sideBySide(rounds, { alone: run('alone'), engine: run('engine') });
    const sent = framesPerSymbol * INGEST_SYMBOLS.length;
    const micros = (value: number) => `${value.toFixed(1)} µs`;
    print(`${sent} trades of ${INGEST_SYMBOLS.length} symbols a round, the sender in its own thread, ${rounds} rounds`);
    print(
      `ccxt alone     ${spread(results.alone, rate)}, ${spread(cpu.alone, micros)} CPU a frame, lost ${lost.alone}`,
    );
    print(
      `whole engine   ${spread(results.engine, rate)}, ${spread(cpu.engine, micros)} CPU a frame, lost ${lost.engine}`,
    );
    const share = median(results.engine) / median(results.alone);
    print(`engine's rate of ccxt's: ${promise(share, '≥', PROMISED_SHARE, ratio)}`);
    print(`by CPU of the receiving thread: ${ratio(median(cpu.alone) / median(cpu.engine))}`);
    if (lost.engine > 0) throw new Error(`sent is not received: the engine lost ${lost.engine} trades`);
  },
};

function inProcess(side: Side, framesPerSymbol: number): Promise<IngestOutcome> {
  return new Promise((resolve, reject) => {
    const entry = new URL('./ingest-side.ts', import.meta.url);
    const child = fork(entry, [side, String(framesPerSymbol)], { timeout: PATIENCE_MS, execArgv: [] });
    child.on('message', (outcome: IngestOutcome) => resolve(outcome));
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`the ${side} side ended with ${code} before it was measured`)));
  });
}
