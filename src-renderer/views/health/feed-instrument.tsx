/** The feed: its state, how old the newest price is, and what was missed, repaired and refused. */
import type { Health } from '../../../src-shared/health.ts';
import { HEALTH_TEXT } from '../../../src-shared/text/health.ts';
import { useMarketNow } from '../../client/engine.tsx';
import { receiptAge } from '../../ui/receipt-age.ts';
import { ageText, countText } from '../../ui/words.ts';
import { Facts, Instrument, type Fact } from './instrument.tsx';

/** Clocks further apart than this deserve a word. */
const APART_MS = 60_000;

export function FeedInstrument({ health: { feed, speed } }: { health: Health }) {
  const now = useMarketNow();
  const age = receiptAge(feed.lastReceivedTime ?? feed.lastEventTime, now, speed);
  const isWell = feed.state === 'live' || feed.state === 'replaying';
  const apart = Math.abs(feed.skewMs ?? 0) > APART_MS;
  const refused = Object.values(feed.refused).reduce((sum, count) => sum + count, 0);
  const rows: Fact[] = [
    [HEALTH_TEXT.received, countText(feed.received)],
    [HEALTH_TEXT.reconnects, countText(feed.reconnects)],
    [HEALTH_TEXT.gaps, `${countText(feed.gapsOpen)} / ${countText(feed.gapsRepaired)}`],
    [HEALTH_TEXT.skew, feed.skewMs === null ? HEALTH_TEXT.notKnown : HEALTH_TEXT.skewMs(feed.skewMs)],
    [HEALTH_TEXT.refused, countText(refused)],
    ...(feed.lastFault === null ? [] : [[HEALTH_TEXT.lastFault, feed.lastFault] as const]),
  ];
  return (
    <Instrument
      name={HEALTH_TEXT.feed(feed.venue)}
      warn={!isWell || apart}
      reading={HEALTH_TEXT.feedReading(HEALTH_TEXT.feedStates[feed.state], age === null ? null : ageText(age))}
      promise={apart ? HEALTH_TEXT.skewNote : HEALTH_TEXT.feedPromise}
    >
      <Facts rows={rows} />
    </Instrument>
  );
}
