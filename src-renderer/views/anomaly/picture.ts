/**
 * The anomaly as one picture: headline, sentences with their citations, verdict, candles around it, and what is cited, drawn on a
 * canvas from the same data and colours as the view. What does not fit is cut with an ellipsis, never left out without a sign.
 */
import type { Candle } from '../../../src-shared/market.ts';
import { baseOf } from '../../../src-shared/market.ts';
import type { AnomalyDetail } from '../../../src-shared/ports/reader.ts';
import { ANOMALY_TEXT } from '../../../src-shared/text/anomaly.ts';
import { rarityText } from '../../../src-shared/text/labels.ts';
import { numeralOf } from '../../ui/cited.ts';
import { directionOf, moveText, offsetText, verdictText } from '../../ui/words.ts';
import { clockText, exactText, zoneName, type ZoneChoice } from '../../ui/zone.ts';
import { figures } from './figures.ts';
import { factsOf, sentencesOf } from './detail-model.ts';

const [WIDTH, SCALE, PAD, CHART_HEIGHT] = [880, 2, 32, 240] as const;
const MOST_LINES = 8;
const MOST_FACTS = 8;
const FONT = '"Inter Variable", system-ui, sans-serif';

interface Ink {
  readonly panel: string;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly up: string;
  readonly down: string;
  readonly amber: string;
}

/** The colours in force, from the tokens. */
export function inkOf(root: Element): Ink {
  const style = getComputedStyle(root);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return { panel: token('panel'), text: token('text'), muted: token('muted'), line: token('line'), up: token('up'), down: token('down'), amber: token('amber') }; // prettier-ignore
}

interface Line {
  readonly text: string;
  readonly size: number;
  readonly weight: number;
  readonly ink: string;
  readonly gap: number;
}

/** Words into lines no wider than `width`; a word that is wider is cut. The last line says when more was there. */
export function wrap(text: string, width: number, measure: (text: string) => number, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const next = line === '' ? word : `${line} ${word}`;
    if (measure(next) <= width) line = next;
    else {
      if (line !== '') lines.push(line);
      line = fit(word, width, measure);
    }
    if (lines.length >= most) break;
  }
  if (line !== '') lines.push(line);
  return lines.length <= most
    ? lines
    : [...lines.slice(0, most - 1), `${fit(lines[most - 1] ?? '', width - measure('…'), measure)}…`];
}

function fit(word: string, width: number, measure: (text: string) => number): string {
  if (measure(word) <= width) return word;
  const points = Array.from(word);
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(`${points.slice(0, middle).join('')}…`) <= width) low = middle;
    else high = middle - 1;
  }
  return `${points.slice(0, low).join('')}…`;
}

/** What is written above the chart and below it, top to bottom. */
export function wordsOf(detail: AnomalyDetail, zone: ZoneChoice, ink: Ink): { above: Line[]; below: Line[] } {
  const { anomaly, narrative } = detail;
  const meta = anomaly.detection_metadata;
  const sentences = sentencesOf(detail);
  const told = sentences.map(({ text, cites }) => `${text} ${cites.map((id) => `[${numeralOf(id)}]`).join('')}`.trim()).join(' '); // prettier-ignore
  const cited = new Set(sentences.flatMap(({ cites }) => cites));
  const facts = factsOf(detail).filter(({ id }) => cited.has(id));
  const small = { size: 12, weight: 400, ink: ink.muted, gap: 6 };
  const direction = directionOf(anomaly);
  return {
    above: [
      { text: `${baseOf(anomaly.symbol)} ${moveText(anomaly)}`, size: 24, weight: 600, ink: direction > 0 ? ink.up : direction < 0 ? ink.down : ink.text, gap: 0 }, // prettier-ignore
      { ...small, text: `${rarityText(meta.lambda_per_day)} · ${ANOMALY_TEXT.headline.onset} ${exactText(meta.onset, zone)} · ${anomaly.symbol}, ${anomaly.venue}` }, // prettier-ignore
      { text: told === '' ? ANOMALY_TEXT.markdown.noExplanation : told, size: 17, weight: 400, ink: ink.text, gap: 14 },
      { ...small, text: verdictText(narrative, anomaly.stage) },
    ],
    below: [
      ...facts.slice(0, MOST_FACTS).map(({ id, text, news }): Line => ({ ...small, gap: 4, text: `${numeralOf(id)}  ${news === null ? text : `${news.title} (${news.source}, ${offsetText(news.time_diff_minutes)})`}` })), // prettier-ignore
      ...(facts.length > MOST_FACTS ? [{ ...small, text: ANOMALY_TEXT.news.more(facts.length - MOST_FACTS) }] : []),
      { ...small, gap: 12, text: `MANE · ${exactText(anomaly.detected_at, zone)}` },
    ],
  };
}

/** PNG; rejects where the canvas cannot be drawn on. */
export async function pictureOf(detail: AnomalyDetail, candles: readonly Candle[], zone: ZoneChoice): Promise<Blob> {
  await document.fonts.ready;
  const ink = inkOf(document.documentElement);
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this window has no canvas');
  const { above, below } = wordsOf(detail, zone, ink);
  const top = layOut(context, above);
  const bottom = layOut(context, below);
  const height = PAD + heightOf(top) + 16 + CHART_HEIGHT + 12 + heightOf(bottom) + PAD;
  [canvas.width, canvas.height] = [WIDTH * SCALE, height * SCALE];
  context.scale(SCALE, SCALE);
  context.fillStyle = ink.panel;
  context.fillRect(0, 0, WIDTH, height);
  const y = write(context, top, PAD);
  drawCandles(context, candles, detail, ink, y + 16);
  drawScales(context, candles, detail, ink, y + 16, zone);
  write(context, bottom, y + 16 + CHART_HEIGHT + 12);
  return new Promise(
    (resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error('the picture could not be made')) : resolve(blob)), 'image/png'), // prettier-ignore
  );
}

const fontOf = ({ size, weight }: Line): string => `${weight} ${size}px ${FONT}`;
const leading = ({ size }: Line): number => Math.round(size * 1.4);

function layOut(context: CanvasRenderingContext2D, lines: readonly Line[]): Line[] {
  return lines.flatMap((line) => {
    context.font = fontOf(line);
    const measure = (text: string): number => context.measureText(text).width;
    return wrap(line.text, WIDTH - 2 * PAD, measure, MOST_LINES).map((text, k) => ({ ...line, text, gap: k === 0 ? line.gap : 0 })); // prettier-ignore
  });
}

const heightOf = (lines: readonly Line[]): number => lines.reduce((sum, line) => sum + line.gap + leading(line), 0);

function write(context: CanvasRenderingContext2D, lines: readonly Line[], from: number): number {
  let y = from;
  context.textBaseline = 'top';
  for (const line of lines) {
    y += line.gap;
    context.font = fontOf(line);
    context.fillStyle = line.ink;
    context.fillText(line.text, PAD, y);
    y += leading(line);
  }
  return y;
}

function drawCandles(
  context: CanvasRenderingContext2D,
  candles: readonly Candle[],
  detail: AnomalyDetail,
  ink: Ink,
  top: number,
): void {
  // prettier-ignore
  const width = WIDTH - 2 * PAD;
  context.strokeStyle = ink.line;
  context.lineWidth = 1;
  context.strokeRect(PAD + 0.5, top + 0.5, width - 1, CHART_HEIGHT - 1);
  const [first, last] = [candles[0], candles.at(-1)];
  if (first === undefined || last === undefined) return caption(context, ANOMALY_TEXT.chart.none, ink, top);
  const [low, high] = [Math.min(...candles.map((c) => c.low)), Math.max(...candles.map((c) => c.high))];
  const span = Math.max(60_000, last.openTime - first.openTime + 60_000);
  const x = (time: number): number => PAD + ((time - first.openTime) / span) * width;
  const y = (price: number): number => top + 10 + ((high - price) / (high - low || 1)) * (CHART_HEIGHT - 20);
  const body = Math.max(1, (width / (span / 60_000)) * 0.7);
  const { onset } = detail.anomaly.detection_metadata;
  context.fillStyle = ink.amber;
  context.fillRect(x(onset), top, 1, CHART_HEIGHT);
  for (const candle of candles) {
    context.fillStyle = candle.close >= candle.open ? ink.up : ink.down;
    const middle = x(candle.openTime + 30_000);
    context.fillRect(middle - 0.5, y(candle.high), 1, Math.max(1, y(candle.low) - y(candle.high)));
    const [a, b] = [y(Math.max(candle.open, candle.close)), y(Math.min(candle.open, candle.close))];
    context.fillRect(middle - body / 2, a, body, Math.max(1, b - a));
  }
}

/** The highest and the lowest price, and the first, the onset's and the last time: without them a line is only a shape. */
function drawScales(
  context: CanvasRenderingContext2D,
  candles: readonly Candle[],
  detail: AnomalyDetail,
  ink: Ink,
  top: number,
  zone: ZoneChoice,
): void {
  // prettier-ignore
  const [first, last] = [candles[0], candles.at(-1)];
  if (first === undefined || last === undefined) return;
  const { onset } = detail.anomaly.detection_metadata;
  const [left, right, low] = [PAD + 6, WIDTH - PAD - 6, top + CHART_HEIGHT - 18];
  const onsetX = PAD + ((onset - first.openTime) / (last.openTime - first.openTime + 60_000)) * (WIDTH - 2 * PAD);
  context.font = `400 11px ${FONT}`;
  context.fillStyle = ink.muted;
  const put = (text: string, x: number, y: number, align: CanvasTextAlign): void => {
    context.textAlign = align;
    context.fillText(text, x, y);
  };
  put(figures(Math.max(...candles.map((c) => c.high))), right, top + 6, 'right');
  put(figures(Math.min(...candles.map((c) => c.low))), right, low - 14, 'right');
  put(clockText(first.openTime, zone), left, low, 'left');
  put(`${clockText(last.openTime + 60_000, zone)} ${zoneName(last.openTime, zone)}`, right, low, 'right');
  if (onsetX > PAD && onsetX < WIDTH - PAD) put(`${ANOMALY_TEXT.chart.onset} ${clockText(onset, zone)}`, onsetX + 6, low, 'left'); // prettier-ignore
  context.textAlign = 'left';
}

function caption(context: CanvasRenderingContext2D, text: string, ink: Ink, top: number): void {
  context.font = `400 12px ${FONT}`;
  context.fillStyle = ink.muted;
  context.fillText(text, PAD + 12, top + 12);
}
