/** A bar a day: delivered filled, held back hollow, kept in the digest faint. Read out as a list, a day an entry. */
import type { AlertDay } from '../../../src-shared/health.ts';
import { HEALTH_TEXT } from '../../../src-shared/text/health.ts';
import { useZone } from '../../client/settings.ts';
import { dayText } from '../../ui/zone.ts';

const HEIGHT = 96;

interface AlertDaysChartProps {
  readonly days: readonly AlertDay[];
  readonly perDay: number;
  readonly perDayText: string;
  /** 2N, in whole alerts. */
  readonly limit: number;
}

/** From the top of a bar to its foot. */
const KINDS = [
  { of: 'beyond', name: 'keyBeyond', look: 'bg-rarity-0' },
  { of: 'held', name: 'keyHeld', look: 'border border-accent' },
  { of: 'delivered', name: 'keyDelivered', look: 'bg-accent' },
] as const;

export function AlertDaysChart({ days, perDay, perDayText, limit }: AlertDaysChartProps) {
  const zone = useZone();
  const most = Math.max(limit, ...days.map(({ delivered, held, beyond }) => delivered + held + beyond), 1);
  const unit = (HEIGHT - 8) / most;
  const words = ({ from, delivered, held, beyond }: AlertDay): string =>
    HEALTH_TEXT.dayWords(dayText(from, zone), delivered, held, beyond);
  return (
    <figure aria-label={HEALTH_TEXT.daysChart} className="mt-auto">
      <div className="relative border-b border-line" style={{ height: HEIGHT }}>
        <Line at={limit * unit} dashed label={HEALTH_TEXT.lineLimit(String(limit))} />
        {perDay * unit > 14 && limit * unit - perDay * unit > 14 && (
          <Line at={perDay * unit} label={HEALTH_TEXT.linePromised(perDayText)} />
        )}
        <ol className="absolute inset-y-0 right-0 left-24 flex items-end gap-px">
          {days.map((day) => (
            <li
              key={day.from}
              title={words(day)}
              aria-label={words(day)}
              className="flex h-full min-w-0 flex-1 flex-col justify-end hover:bg-raised"
            >
              {KINDS.map(({ of, look }) => (
                <span key={of} aria-hidden className={day[of] === 0 ? '' : look} style={{ height: day[of] * unit }} />
              ))}
            </li>
          ))}
        </ol>
      </div>
      <figcaption className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-2xs text-muted">
        {days.every(({ delivered, held, beyond }) => delivered + held + beyond === 0) && (
          <span>{HEALTH_TEXT.daysEmpty}</span>
        )}
        {[...KINDS].reverse().map(({ of, name, look }) => (
          <span key={of} className="inline-flex items-center gap-1.5">
            <span aria-hidden className={`size-2 rounded-xs ${look}`} />
            {HEALTH_TEXT[name]}
          </span>
        ))}
        {days.length > 0 && (
          <span className="ml-auto">{`${dayText(days[0]!.from, zone)} – ${dayText(days.at(-1)!.from, zone)}`}</span>
        )}
      </figcaption>
    </figure>
  );
}

/** A level across the bars, named at the left. */
function Line({ at, label, dashed = false }: { at: number; label: string; dashed?: boolean }) {
  return (
    <>
      <span
        aria-hidden
        className={`absolute inset-x-0 border-t ${dashed ? 'border-dashed border-faint' : 'border-line'}`}
        style={{ bottom: at }}
      />
      <span className="absolute left-0 bg-panel pr-1.5 text-2xs text-muted" style={{ bottom: at - 6 }}>
        {label}
      </span>
    </>
  );
}
