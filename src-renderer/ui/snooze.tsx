/** In the status line: notifications can rest for an hour or until tomorrow, and it is said when they do. */
import { BellOff } from 'lucide-react';
import { useState } from 'react';
import { STATUS_TEXT } from '../../src-shared/text/status.ts';
import { useConnection } from '../client/engine.tsx';
import { faultText } from '../client/fault-text.ts';
import { useZone } from '../client/settings.ts';
import { useSnooze } from '../client/snooze.ts';
import { useCommand } from '../client/use-command.ts';
import { Overlay } from './overlay.tsx';
import { Button } from './parts.tsx';
import { clockText, zoneName } from './zone.ts';

export function SnoozeReading() {
  const snooze = useSnooze();
  const zone = useZone();
  const online = useConnection().kind === 'online';
  const [open, setOpen] = useState(false);
  useCommand('snooze-hour', snooze.hour);
  useCommand('snooze-tomorrow', snooze.tomorrow);
  useCommand('snooze-end', snooze.end);
  const { until, failed } = snooze;
  const label = until === null ? STATUS_TEXT.snoozeShort : STATUS_TEXT.snoozed(`${clockText(until, zone)} ${zoneName(until, zone)}`); // prettier-ignore
  return (
    <>
      <button
        type="button"
        data-inset-focus
        disabled={!online || !snooze.ready}
        aria-label={until === null ? STATUS_TEXT.snooze : `${label}. ${STATUS_TEXT.snoozedHint}`}
        title={until === null ? STATUS_TEXT.snooze : STATUS_TEXT.snoozedHint}
        onClick={() => (until === null ? setOpen(true) : snooze.end())}
        className={`inline-flex items-center gap-1 rounded-xs hover:text-text disabled:opacity-50 ${until === null ? '' : 'text-amber'}`}
      >
        <BellOff size={12} strokeWidth={1.5} aria-hidden />
        {label}
      </button>
      <span role="status" className="text-amber">
        {failed === null ? '' : STATUS_TEXT.snoozeFailed(faultText(failed))}
      </span>
      {open && <SnoozeDialog snooze={snooze} onClose={() => setOpen(false)} />}
    </>
  );
}

function SnoozeDialog({ snooze, onClose }: { snooze: ReturnType<typeof useSnooze>; onClose: () => void }) {
  const zone = useZone();
  const { morning } = snooze;
  const choose = (act: () => unknown) => (): void => {
    act();
    onClose();
  };
  return (
    <Overlay label={STATUS_TEXT.snooze} onClose={onClose} width="max-w-90">
      <div className="flex flex-col gap-4 p-6 text-sm whitespace-normal">
        <div>
          <h2 className="text-md font-semibold">{STATUS_TEXT.snooze}</h2>
          <p className="mt-1 text-xs text-muted">{STATUS_TEXT.snoozePromise}</p>
        </div>
        <div className="flex gap-2">
          <Button autoFocus primary onClick={choose(snooze.hour)}>
            {STATUS_TEXT.snoozeHour}
          </Button>
          <Button onClick={choose(snooze.tomorrow)}>
            {STATUS_TEXT.snoozeTomorrow(morning === null ? '' : clockText(morning, zone))}
          </Button>
        </div>
      </div>
    </Overlay>
  );
}
