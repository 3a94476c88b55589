/** What would have alerted under the draft: asked for, under way, failed, or found. */
import { FlaskConical } from 'lucide-react';
import type { RehearsalSummary } from '../../../src-shared/rehearsal.ts';
import { Button, Notice, Progress } from '../../ui/parts.tsx';
import { countText, plural } from '../../ui/words.ts';
import { DayBars } from './day-bars.tsx';
import { RehearsedList } from './rehearsed-list.tsx';
import { byDays } from './rules-model.ts';
import type { Rehearsal, RehearsalResult } from './use-rehearsal.ts';

const percentOf = (share: number): number => Math.round(100 * share);

interface RehearsalPanelProps {
  readonly rehearsal: Rehearsal;
  readonly onCancel: () => void;
}

export function RehearsalPanel({ rehearsal, onCancel }: RehearsalPanelProps) {
  if (rehearsal.state === 'running') return <Running share={rehearsal.share} onCancel={onCancel} />;
  if (rehearsal.fault !== null)
    return (
      <Notice icon={FlaskConical} title="The rehearsal could not be run" alert>
        {rehearsal.fault}. Nothing was changed.
      </Notice>
    );
  if (rehearsal.result === null)
    return (
      <Notice icon={FlaskConical} title="What would have alerted?">
        Change a rule and try it on the stored candles: each alert you would have had is listed before anything is
        saved.
      </Notice>
    );
  return <Result result={rehearsal.result} before={rehearsal.before} />;
}

function Running({ share, onCancel }: { share: number; onCancel: () => void }) {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-3 p-6">
      <p className="text-sm">Going through the stored candles: {percentOf(share)} %</p>
      <div className="w-full max-w-80">
        <Progress done={share} total={1} label="Rehearsal" />
      </div>
      <Button onClick={onCancel}>Cancel</Button>
    </div>
  );
}

function Result({
  result: { summary, rows, notices },
  before,
}: {
  result: RehearsalResult;
  before: RehearsalSummary | null;
}) {
  const hardStop = Math.max(1, Math.floor(2 * summary.promised_per_day));
  return (
    <div className="flex flex-col gap-4">
      <Reading summary={summary} before={before} />
      {notices.map((notice) => (
        <p key={notice} className="text-xs text-amber">
          {notice}
        </p>
      ))}
      <DayBars days={byDays(rows, summary.from, summary.to)} hardStop={hardStop} />
      <RehearsedList rows={rows} />
    </div>
  );
}

/** `3.1 alerts a day for 5 promised`, and what it was the time before. */
function Reading({ summary, before }: { summary: RehearsalSummary; before: RehearsalSummary | null }) {
  const { alerts_per_day: rate, promised_per_day: promised, sent, digest, most_in_24h: most } = summary;
  return (
    <div>
      <p className="text-lg leading-tight font-semibold">
        {rate === null ? 'Still learning in all of this time' : `${countText(rate)} alerts a day`}
        {rate !== null && <span className="font-normal text-muted"> for {countText(promised)} promised</span>}
      </p>
      <p className="mt-1 text-xs text-muted text-pretty">
        {plural(sent, 'notification')}, {digest} in the digest, at most {most} in any 24 hours
        {before?.alerts_per_day != null &&
          `; the run before: ${countText(before.alerts_per_day)} a day, ${plural(before.sent, 'notification')}`}
        .
      </p>
    </div>
  );
}
