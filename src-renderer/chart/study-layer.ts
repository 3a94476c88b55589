/**
 * The studies as lines on the chart: five line series made once, empty while their study is off. Holds one point per bar for
 * the legend and the table, in step with the bars it was given.
 */
import { LineSeries, LineStyle, type IChartApi, type ISeriesApi, type UTCTimestamp } from 'lightweight-charts';
import type { Bar } from './aggregate.ts';
import { withAlpha, type ChartTheme } from './chart-theme.ts';
import { createStudies, LINES, type LineId, type StudyChoice, type StudyPoint } from './studies.ts';

export const NO_STUDIES: StudyChoice = { ema: false, fast: 20, slow: 50, bands: false };
const STYLES: Readonly<Record<LineId, LineStyle>> = {
  fast: LineStyle.Solid,
  slow: LineStyle.Solid,
  upper: LineStyle.Solid,
  middle: LineStyle.Dashed,
  lower: LineStyle.Solid,
};

export class StudyLayer {
  private readonly lines: Readonly<Record<LineId, ISeriesApi<'Line'>>>;
  private choice: StudyChoice = NO_STUDIES;
  private studies = createStudies(NO_STUDIES);
  private points: StudyPoint[] = [];

  constructor(chart: IChartApi) {
    const line = (id: LineId): ISeriesApi<'Line'> =>
      chart.addSeries(LineSeries, {
        lineWidth: 1,
        lineStyle: STYLES[id],
        lastValueVisible: false,
        priceLineVisible: false,
        crosshairMarkerVisible: false,
      });
    this.lines = { fast: line('fast'), slow: line('slow'), upper: line('upper'), middle: line('middle'), lower: line('lower') }; // prettier-ignore
  }

  setTheme(theme: ChartTheme): void {
    const quiet = withAlpha(theme.muted, 0.7);
    const colours: Record<LineId, string> = { fast: theme.accent, slow: withAlpha(theme.text, 0.75), upper: quiet, middle: quiet, lower: quiet }; // prettier-ignore
    for (const id of LINES) this.lines[id].applyOptions({ color: colours[id] });
  }

  setChoice(choice: StudyChoice, bars: readonly Bar[]): void {
    this.choice = choice;
    this.setBars(bars);
  }

  setBars(bars: readonly Bar[]): void {
    this.studies = createStudies(this.choice);
    this.points = this.any ? bars.map(({ close }) => this.studies.push(close)) : [];
    for (const id of LINES)
      this.lines[id].setData(this.isOn(id) ? bars.map(({ time }, index) => this.datum(id, time, index)) : []);
  }

  /** Bars from `from` on changed or are new; only the newest known bar may have changed. */
  update(bars: readonly Bar[], from: number): void {
    if (!this.any) return;
    bars.slice(from).forEach(({ time, close }, at) => {
      const index = from + at;
      const known = index < this.points.length;
      this.points[index] = known ? this.studies.amend(close) : this.studies.push(close);
      for (const id of LINES) if (this.isOn(id)) this.lines[id].update(this.datum(id, time, index));
    });
  }

  /** Of the bar with that index; null while every study is off. */
  at(index: number): StudyPoint | null {
    return this.points[index] ?? null;
  }

  all(): readonly StudyPoint[] {
    return this.points;
  }

  private get any(): boolean {
    return this.choice.ema || this.choice.bands;
  }

  private isOn(id: LineId): boolean {
    return id === 'fast' || id === 'slow' ? this.choice.ema : this.choice.bands;
  }

  private datum(id: LineId, ms: number, index: number) {
    const time = (ms / 1000) as UTCTimestamp;
    const value = this.points[index]?.[id] ?? null;
    return value === null ? { time } : { time, value };
  }
}
