/** The newest faults, in the words in which they were told. */
import type { Health } from '../../../src-shared/health.ts';
import { HEALTH_TEXT } from '../../../src-shared/text/health.ts';
import { Clock } from '../../ui/time.tsx';

const MOST = 12;

export function Faults({ health: { faults } }: { health: Health }) {
  return (
    <section aria-label={HEALTH_TEXT.faults} className="col-span-full rounded-sm border border-line bg-panel p-4">
      <h2 className="mb-2 text-xs font-semibold text-muted">{HEALTH_TEXT.faults}</h2>
      {faults.length === 0 ? (
        <p className="text-xs text-muted">{HEALTH_TEXT.noFaults}</p>
      ) : (
        <ul>
          {faults
            .slice(-MOST)
            .reverse()
            .map(({ time, kind, detail }, index) => (
              <li
                key={`${time}|${index}`}
                className="grid grid-cols-[96px_96px_1fr] gap-3 border-t border-line py-1.5 text-xs"
              >
                <Clock time={time} withZone className="text-muted" />
                <span className="text-muted">{kind.replace('_', ' ')}</span>
                <span className="min-w-0 break-words">{detail}</span>
              </li>
            ))}
        </ul>
      )}
    </section>
  );
}
