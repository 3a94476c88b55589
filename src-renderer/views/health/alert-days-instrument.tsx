/** Promised against realised, a day at a time over the last thirty of the reader's days, with the lines N and 2N. */
import { useQuery } from '@tanstack/react-query';
import { HEALTH_TEXT } from '../../../src-shared/text/health.ts';
import { useConnection, useEngine, useHealth, useMarketNow } from '../../client/engine.tsx';
import { faultText } from '../../client/fault-text.ts';
import { useZone } from '../../client/settings.ts';
import { Lines } from '../../ui/parts.tsx';
import { countText } from '../../ui/words.ts';
import { AlertDaysChart } from './alert-days-chart.tsx';
import { dayBounds } from './day-bounds.ts';
import { Instrument } from './instrument.tsx';

const DAYS = 30;
const EVERY_MS = 15_000;

export function AlertDaysInstrument() {
  const { orpc } = useEngine();
  const online = useConnection().kind === 'online';
  const zone = useZone();
  const now = useMarketNow();
  const bounds = now === null ? [] : dayBounds(now, DAYS, zone);
  const days = useQuery({
    ...orpc.alertDays.queryOptions({ input: { bounds } }),
    enabled: online && bounds.length > 1,
    refetchInterval: EVERY_MS,
  });
  const sum = (of: 'delivered' | 'held'): number => days.data?.reduce((total, day) => total + day[of], 0) ?? 0;
  return (
    <Instrument
      wide
      name={HEALTH_TEXT.daysChart}
      reading={days.data === undefined ? HEALTH_TEXT.none : HEALTH_TEXT.daysReading(sum('delivered'), sum('held'))}
      promise={days.error === null ? HEALTH_TEXT.daysPromise : HEALTH_TEXT.failed(faultText(days.error))}
    >
      {days.data === undefined ? days.error === null && <Lines count={3} /> : <Chart days={days.data} />}
    </Instrument>
  );
}

function Chart({ days }: Pick<Parameters<typeof AlertDaysChart>[0], 'days'>) {
  const budget = useHealth()?.budget;
  if (budget === undefined) return null;
  const limit = Math.max(1, Math.floor(budget.hardStop));
  return <AlertDaysChart days={days} perDay={budget.perDay} limit={limit} perDayText={countText(budget.perDay)} />;
}
