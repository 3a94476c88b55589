/** In the place of the candles while there are none: nothing yet, on its way, or not readable with a way to try again. */
import { ChartCandlestick, TriangleAlert } from 'lucide-react';
import { CHART_TEXT } from '../../src-shared/text/chart.ts';
import { useConnection, useHealth } from '../client/engine.tsx';
import { Button, Notice } from '../ui/parts.tsx';

interface NoBarsProps {
  readonly failed: string | null;
  readonly loading: boolean;
  readonly onAgain: () => void;
}

export function NoBars({ failed, loading, onAgain }: NoBarsProps) {
  const filling = useHealth()?.backfill.active === true;
  const online = useConnection().kind === 'online';
  const text = CHART_TEXT;
  if (loading || !online) return null;
  return (
    <div className="absolute inset-0 z-10 bg-panel">
      {failed !== null ? (
        <Notice
          icon={TriangleAlert}
          title={text.unreadable}
          alert
          action={<Button onClick={onAgain}>{text.readAgain}</Button>}
        >
          {text.unreadableDetail(failed)}
        </Notice>
      ) : (
        <Notice icon={ChartCandlestick} title={filling ? text.onItsWay : text.noCandles}>
          {filling ? text.onItsWayDetail : text.noCandlesDetail}
        </Notice>
      )}
    </div>
  );
}
