/**
 * The mark (a calm line with one spike) drawn in code, for the tray and as the window's icon when the shipped file is
 * missing. Sizes in pixels; `muted` is for a paused or failed engine.
 */
import { existsSync } from 'node:fs';
import { type NativeImage, nativeImage } from 'electron';
import { resourcePath } from '../base/paths.ts';

type Colour = readonly [red: number, green: number, blue: number];
const ACCENT: Colour = [0x5b, 0x8c, 0xff];
const MUTED: Colour = [0x9a, 0xa4, 0xb5];

/** Height of the line at x, both from 0 to 1. */
function lineAt(x: number): number {
  const spike = Math.max(0, 1 - Math.abs(x - 0.62) / 0.14);
  return 0.32 + 0.06 * Math.sin(x * 14) * (1 - spike) + 0.52 * spike;
}

export function drawMark(size: number, muted = false): NativeImage {
  const pixels = Buffer.alloc(size * size * 4);
  const [red, green, blue] = muted ? MUTED : ACCENT;
  const pen = 1.6 / 16;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const away = Math.abs(1 - (y + 0.5) / size - lineAt((x + 0.5) / size));
      const steep = Math.abs((x + 0.5) / size - 0.62) < 0.14 ? 3.2 : 1;
      const alpha = Math.round(255 * Math.min(1, Math.max(0, (pen * steep - away) * size * 0.5)));
      // Bitmaps are BGRA with premultiplied alpha.
      const scale = alpha / 255;
      pixels.set([blue * scale, green * scale, red * scale, alpha].map(Math.round), (y * size + x) * 4);
    }
  }
  return nativeImage.createFromBitmap(pixels, { width: size, height: size });
}

export function appIcon(): NativeImage {
  const file = resourcePath('icon.png');
  const shipped = existsSync(file) ? nativeImage.createFromPath(file) : null;
  return shipped === null || shipped.isEmpty() ? drawMark(256) : shipped;
}
