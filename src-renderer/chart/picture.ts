/**
 * The chart as a PNG to take along: what is on the screen, and under it a line that says what it is, so that the picture can be
 * read without the window. A simulated market is named as one.
 */
import type { ChartTheme } from './chart-theme.ts';

export interface Caption {
  /** Symbol, timeframe and range of time with its zone. */
  readonly text: string;
  /** The product, and `simulated market` where it is one. */
  readonly marks: readonly string[];
}

const LINE = 28;
const PAD = 12;

/** A new canvas; `shot` is in device pixels, `ratio` of them to a CSS pixel. */
export function captioned(
  shot: HTMLCanvasElement,
  caption: Caption,
  theme: ChartTheme,
  ratio: number,
): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = shot.width;
  canvas.height = shot.height + LINE * ratio;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas to draw the picture on');
  context.fillStyle = theme.panel;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(shot, 0, 0);
  context.scale(ratio, ratio);
  const [width, y] = [canvas.width / ratio, shot.height / ratio + LINE / 2];
  context.fillStyle = theme.line;
  context.fillRect(0, shot.height / ratio, width, 1);
  context.font = `12px ${theme.font}`;
  context.textBaseline = 'middle';
  context.fillStyle = theme.text;
  context.fillText(caption.text, PAD, y);
  context.textAlign = 'right';
  context.fillStyle = theme.muted;
  context.fillText(caption.marks.join(' · '), width - PAD, y);
  return canvas;
}

/** `BTC-USD-5m-20260327-1431.png`, in UTC, so that names sort by time. */
export const pictureName = (symbol: string, timeframe: string, now: number): string =>
  `${symbol}-${timeframe}-${new Date(now).toISOString().slice(0, 16).replace(/[-:]/g, '').replace('T', '-')}.png`;

export const pngOf = (canvas: HTMLCanvasElement): Promise<Blob | null> =>
  new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
