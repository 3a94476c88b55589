/** The engine's own thread: how long it lets others wait, and how much memory the program takes. */
import type { EngineHealth, Health } from '../../../src-shared/health.ts';
import { HEALTH_TEXT } from '../../../src-shared/text/health.ts';
import { numberText } from '../../ui/numbers.ts';
import { bytesText, countText } from '../../ui/words.ts';
import { Facts, Instrument } from './instrument.tsx';
import { Moment } from './moment.tsx';

/** A wait that a person notices in a window that says it is live. */
const SLOW_MS = 250;
const msText = (ms: number): string => `${numberText(ms, ms < 10 ? 1 : 0)} ms`;

export function EngineInstrument({ engine: { delay, rssBytes }, health }: { engine: EngineHealth; health: Health }) {
  return (
    <Instrument
      name={HEALTH_TEXT.engine}
      warn={(delay?.p99Ms ?? 0) > SLOW_MS || health.store.dropped > 0}
      reading={HEALTH_TEXT.engineReading(delay === null ? null : msText(delay.p99Ms))}
      promise={HEALTH_TEXT.enginePromise}
    >
      <Facts
        rows={[
          [HEALTH_TEXT.longest, delay === null ? HEALTH_TEXT.notYet : msText(delay.maxMs)],
          [HEALTH_TEXT.memory, bytesText(rssBytes)],
          [HEALTH_TEXT.droppedRows, countText(health.store.dropped)],
          [HEALTH_TEXT.started, <Moment key="started" time={health.startedAt} />],
        ]}
      />
    </Instrument>
  );
}
