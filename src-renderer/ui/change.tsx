/** A signed size in its direction's colour: the sign is always there, colour only repeats it. */
import { percentText } from '../../src-shared/text/labels.ts';

export const toneOf = (direction: number): string =>
  direction > 0 ? 'text-up' : direction < 0 ? 'text-down' : 'text-text';

export function Change({ percent, className = '' }: { percent: number | null; className?: string }) {
  if (percent === null) return <span className={`text-muted ${className}`}>–</span>;
  return <span className={`whitespace-nowrap ${toneOf(percent)} ${className}`}>{percentText(percent, 2)}</span>;
}
