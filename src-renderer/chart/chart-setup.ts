/** How the library's chart is made and coloured; what is on it is the business of PriceChart. */
import {
  CandlestickSeries,
  createChartEx,
  CrosshairMode,
  HistogramSeries,
  TickMarkType,
  type IChartApi,
  type ISeriesApi,
  type Time,
} from 'lightweight-charts';
import { compactPrice } from '../../src-shared/format.ts';
import { exactText, type ZoneChoice } from '../ui/zone.ts';
import { withAlpha, type ChartTheme } from './chart-theme.ts';
import { tickText, type createZoneScale } from './zone-scale.ts';

/** Empty bars at the right edge. */
export const RIGHT_BARS = 6;
/** Pixels; most symbols' prices fit, so that the canvases are not measured and made anew at each switch. */
const SCALE_WIDTH = 72;
const MARGINS = { top: 0.1, bottom: 0.26 };

export interface Drawn {
  readonly chart: IChartApi;
  readonly candles: ISeriesApi<'Candlestick'>;
  readonly volume: ISeriesApi<'Histogram'>;
}

export function drawChart(host: HTMLElement, scale: ReturnType<typeof createZoneScale>['scale']): Drawn {
  const chart = createChartEx<Time, typeof scale>(host, scale, {
    autoSize: true,
    // The attribution is shown in About: the logo brings an inline style sheet, which the window's policy refuses.
    layout: { attributionLogo: false },
    crosshair: { mode: CrosshairMode.Normal },
    timeScale: { rightOffset: RIGHT_BARS, barSpacing: 6, minBarSpacing: 0.2 },
    rightPriceScale: { scaleMargins: MARGINS, borderVisible: false, minimumWidth: SCALE_WIDTH },
    leftPriceScale: { visible: false },
  }) as IChartApi;
  chart.applyOptions({ timeScale: { timeVisible: true, secondsVisible: false, enableConflation: true } });
  const candles = chart.addSeries(CandlestickSeries, { borderVisible: false, priceLineStyle: 1 });
  const volume = chart.addSeries(HistogramSeries, {
    priceScaleId: 'volume',
    priceFormat: { type: 'volume' },
    lastValueVisible: false,
    priceLineVisible: false,
  });
  chart.priceScale('volume').applyOptions({ scaleMargins: { top: 0.82, bottom: 0.08 } });
  return { chart, candles, volume };
}

export function colour({ chart, candles }: Drawn, theme: ChartTheme): void {
  const label = { color: withAlpha(theme.muted, 0.5), labelBackgroundColor: theme.line };
  chart.applyOptions({
    layout: { background: { color: theme.panel }, textColor: theme.muted, fontFamily: theme.font, fontSize: 11 },
    grid: { vertLines: { visible: false }, horzLines: { color: withAlpha(theme.line, 0.6) } },
    timeScale: { borderColor: theme.line },
    crosshair: { vertLine: label, horzLine: label },
  });
  const { up, down } = theme;
  candles.applyOptions({ upColor: up, downColor: down, wickUpColor: up, wickDownColor: down });
}

export function nameTimes({ chart }: Drawn, zone: ZoneChoice): void {
  chart.applyOptions({
    localization: { locale: 'en-US', timeFormatter: (time: Time) => exactText((time as number) * 1000, zone) },
    timeScale: {
      tickMarkFormatter: (time: Time, type: TickMarkType) =>
        tickText((time as number) * 1000, type <= TickMarkType.DayOfMonth, zone),
    },
  });
}

/** `decimals` are the symbol's; levels between two prices have no more. */
export function namePrices({ candles }: Drawn, decimals: number): void {
  candles.applyOptions({
    priceFormat: {
      type: 'custom',
      formatter: (price: number) => compactPrice(price, decimals),
      minMove: 10 ** -decimals,
    },
  });
}
