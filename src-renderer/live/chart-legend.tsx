/** The candle under the crosshair in numbers, or the newest one: prices, change, rarity, overlays, and what it is part of. */
import { useSyncExternalStore } from 'react';
import { compactPrice } from '../../src-shared/format.ts';
import { CHART_TEXT } from '../../src-shared/text/chart.ts';
import type { PriceChart, Reading } from '../chart/price-chart.ts';
import type { StudyPoint } from '../chart/studies.ts';
import { useEngine } from '../client/engine.tsx';
import type { ValueStore } from '../client/value-store.ts';
import { toneOf } from '../ui/change.tsx';
import { RarityDots } from '../ui/rarity.tsx';
import { countText, headlineOf, minuteRarityText } from '../ui/words.ts';
import type { OverlayChoice } from './overlay-choice.ts';
import type { BarStore } from './use-bars.ts';

/** Index of the bar under the crosshair; null = the newest. */
export type HoverStore = ValueStore<number | null>;

interface ChartLegendProps {
  readonly chart: PriceChart | null;
  readonly hover: HoverStore;
  readonly bars: BarStore;
  readonly choice: OverlayChoice;
  /** Base of the compared symbol while it is shown. */
  readonly compared: string | null;
}

export function ChartLegend({ chart, hover, bars, choice, compared }: ChartLegendProps) {
  const newest = useSyncExternalStore(bars.subscribe, bars.get).length - 1;
  const index = useSyncExternalStore(hover.subscribe, hover.get) ?? newest;
  const reading = chart?.read(index) ?? null;
  if (reading === null) return null;
  return (
    <div
      aria-hidden
      style={{ left: 16 + (chart?.scaleWidth() ?? 0) }}
      className="pointer-events-none absolute top-2 right-16 z-10 flex flex-col gap-1 text-2xs"
    >
      <dl className="flex flex-wrap gap-x-3">
        <Candle reading={reading} />
      </dl>
      <dl className="flex flex-wrap gap-x-3">
        {reading.study !== null && <Studies study={reading.study} choice={choice} />}
        {compared !== null && reading.compared !== null && (
          <Entry name={CHART_TEXT.studies.compare(compared)}>{CHART_TEXT.change(reading.compared)}</Entry>
        )}
      </dl>
      {reading.episodes.slice(0, 1).map((id) => (
        <Episode key={id} id={id} />
      ))}
    </div>
  );
}

function Entry({ name, children, mark = '' }: { name: string; children: string; mark?: string }) {
  return (
    <div className="flex items-center gap-1">
      {mark !== '' && <span className={`h-px w-2.5 ${mark}`} />}
      <dt className="text-muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Candle({ reading: { bar, change, inGap } }: { reading: Reading }) {
  const text = CHART_TEXT.legend;
  const prices = [
    [text.open, bar.open],
    [text.high, bar.high],
    [text.low, bar.low],
    [text.close, bar.close],
  ] as const;
  return (
    <>
      {prices.map(([name, price]) => (
        <Entry key={name} name={name}>
          {compactPrice(price)}
        </Entry>
      ))}
      {change !== null && <span className={toneOf(change)}>{CHART_TEXT.change(change)}</span>}
      <Entry name={text.volume}>{countText(bar.volume)}</Entry>
      <span className="flex items-center gap-1">
        <RarityDots lambda={bar.lambda} small />
        <span className="text-muted">{minuteRarityText(bar.lambda)}</span>
      </span>
      {bar.repaired && <span>{text.repaired}</span>}
      {inGap && <span className="text-amber">{text.gap}</span>}
    </>
  );
}

function Studies({ study, choice }: { study: StudyPoint; choice: OverlayChoice }) {
  const text = CHART_TEXT.studies;
  const lines = [
    [text.ema(choice.fast), study.fast, 'bg-accent'],
    [text.ema(choice.slow), study.slow, 'bg-text'],
    [text.upper, study.upper, 'bg-muted'],
    [text.middle, study.middle, 'bg-muted'],
    [text.lower, study.lower, 'bg-muted'],
  ] as const;
  return lines.map(([name, value, mark]) =>
    value === null ? null : (
      <Entry key={name} name={name} mark={mark}>
        {compactPrice(value)}
      </Entry>
    ),
  );
}

/** The anomaly that the candle is part of. */
function Episode({ id }: { id: string }) {
  const row = useEngine().store.anomalies.get(id);
  if (row === undefined) return null;
  return (
    <p className="flex items-center gap-1.5">
      <RarityDots lambda={row.anomaly.detection_metadata.lambda_per_day} small />
      {headlineOf(row.anomaly)}
    </p>
  );
}
