/**
 * One simulated exchange with its news for several engines, in a process of its own. Prints one line of JSON: where it listens
 * and how its market time runs, so that every engine can keep the same clock. Arguments: seed, speed, symbols with commas, and
 * events as JSON (default: the demo's). Ends by SIGTERM.
 */
import { scaledTime, wallTime } from '../../src-main/base/clock.ts';
import type { ScriptedEvent } from '../../src-main/simulate/event.ts';
import { startSimulation } from '../../src-main/simulate/simulation.ts';

const [seed, speedText, list, events] = process.argv.slice(2);
const EPOCH = Date.UTC(2026, 2, 2, 13, 0, 0);
const speed = Number(speedText);
const startedAt = wallTime.now();
const simulation = await startSimulation({
  seed,
  epoch: EPOCH,
  time: { market: scaledTime(EPOCH, speed), wall: wallTime },
  symbols: list.split(','),
  ...(events === undefined ? {} : { script: JSON.parse(events) as ScriptedEvent[] }),
});
const { exchange, newsFeeds } = simulation;
console.log(JSON.stringify({ exchange, newsFeeds, epoch: EPOCH, startedAt, speed }));
process.on('SIGTERM', () => void simulation.close().then(() => process.exit(0)));
