/** Which candle a key leads to when the chart has the focus. */
const FAR = 10;

/** The next index; null = away from the candles, undefined = not a key of the chart. `at` null = the newest. */
export function candleByKey(key: string, shift: boolean, at: number | null, count: number): number | null | undefined {
  const last = count - 1;
  const step = shift ? FAR : 1;
  if (key === 'Escape') return at === null ? undefined : null;
  if (count === 0) return undefined;
  const to = (index: number): number => Math.min(last, Math.max(0, index));
  switch (key) {
    case 'ArrowLeft':
      return to((at ?? last + 1) - step);
    case 'ArrowRight':
      return to((at ?? last) + step);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
