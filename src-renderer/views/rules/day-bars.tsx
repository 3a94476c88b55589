/** Days of a rehearsal as bars: notifications filled, what waited for the digest hollow, the rest of the anomalies faint. */
import { RULES_TEXT } from '../../../src-shared/text/rules.ts';
import { useZone } from '../../client/settings.ts';
import { dayText } from '../../ui/zone.ts';
import type { DayCounts } from './rules-model.ts';

const HEIGHT = 96;

export function DayBars({ days, hardStop }: { days: readonly DayCounts[]; hardStop: number }) {
  const zone = useZone();
  const most = Math.max(hardStop, ...days.map(({ sent, digest, below }) => sent + digest + below), 1);
  const unit = HEIGHT / most;
  return (
    <figure aria-label={RULES_TEXT.ofEachDay} className="rounded-sm border border-line p-3">
      <div className="relative" style={{ height: HEIGHT }}>
        <span
          aria-hidden
          className="absolute inset-x-0 border-t border-dashed border-line"
          style={{ bottom: hardStop * unit }}
        />
        <span
          aria-hidden
          className="absolute left-0 bg-panel pr-1 text-2xs text-muted"
          style={{ bottom: Math.min(HEIGHT - 12, hardStop * unit - 6) }}
        >
          {RULES_TEXT.neverOver(hardStop)}
        </span>
        <ol className="absolute inset-y-0 right-0 left-24 flex items-end gap-px">
          {days.map((day) => (
            <li
              key={day.from}
              title={RULES_TEXT.dayWords(dayText(day.from, zone), day.sent, day.digest, day.below)}
              aria-label={RULES_TEXT.dayWords(dayText(day.from, zone), day.sent, day.digest, day.below)}
              className="flex min-w-0 max-w-6 flex-1 flex-col justify-end"
            >
              <span className="rounded-t-xs bg-rarity-0" style={{ height: day.below * unit }} />
              <span
                className="border border-accent"
                style={{ height: day.digest * unit, borderWidth: day.digest > 0 ? 1 : 0 }}
              />
              <span className="bg-accent" style={{ height: day.sent * unit }} />
            </li>
          ))}
        </ol>
      </div>
      <figcaption className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-2xs text-muted">
        <Key className="bg-accent">{RULES_TEXT.keySent}</Key>
        <Key className="border border-accent">{RULES_TEXT.keyDigest}</Key>
        <Key className="bg-rarity-0">{RULES_TEXT.keyBelow}</Key>
      </figcaption>
    </figure>
  );
}

function Key({ className, children }: { className: string; children: string }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden className={`size-2 rounded-xs ${className}`} />
      {children}
    </span>
  );
}
