/** The chart as a picture to save, with a caption of what it shows. */
import { useState } from 'react';
import { CHART_TEXT } from '../../src-shared/text/chart.ts';
import { readChartTheme } from '../chart/chart-theme.ts';
import { captioned, pictureName, pngOf, type Caption } from '../chart/picture.ts';
import type { PriceChart } from '../chart/price-chart.ts';
import type { Timeframe } from '../chart/aggregate.ts';
import { useEngine } from '../client/engine.tsx';
import { useZone } from '../client/settings.ts';
import { saveFile } from '../ui/save-file.ts';
import { clockText, dayText, zoneName, type ZoneChoice } from '../ui/zone.ts';

/** Symbol, timeframe, the time in view with its zone, and whether the market is a simulated one. */
export function captionOf(
  symbol: string,
  timeframe: Timeframe,
  [from, to]: readonly [number, number],
  zone: ZoneChoice,
  simulated: boolean,
): Caption {
  const { caption, product, simulated: marked } = CHART_TEXT.picture;
  const years = [from, to].map((time) => new Date(time).getUTCFullYear());
  const text = (time: number): string => `${dayText(time, zone)} ${clockText(time, zone)}`;
  const end = `${text(to)} ${zoneName(to, zone)} ${years[1]}`;
  const begin = years[0] === years[1] ? text(from) : `${text(from)} ${zoneName(from, zone)} ${years[0]}`;
  return { text: caption(symbol, timeframe, begin, end), marks: simulated ? [marked, product] : [product] };
}

/** `said`: what came of the last try, for the live region. */
export function usePicture(chart: PriceChart | null, symbol: string | null, timeframe: Timeframe) {
  const { store } = useEngine();
  const zone = useZone();
  const [said, setSaid] = useState('');
  const save = async (): Promise<void> => {
    const range = chart?.visible();
    const [first, last] = [range?.from, range?.to].map((index) => chart?.read(index ?? -1)?.bar.time);
    if (chart === null || symbol === null || first === undefined || last === undefined) return;
    const simulated = store.health.get()?.simulated === true;
    const caption = captionOf(symbol, timeframe, [first, last], timeframe === '1d' ? 'utc' : zone, simulated);
    const blob = await pngOf(captioned(chart.picture(), caption, readChartTheme(), devicePixelRatio));
    const name = pictureName(symbol, timeframe, last);
    if (blob !== null) saveFile(name, [blob], 'image/png');
    setSaid(blob === null ? CHART_TEXT.picture.failed : CHART_TEXT.picture.saved(name));
  };
  return { save: () => void save(), said };
}
