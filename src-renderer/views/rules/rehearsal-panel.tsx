/** What would have alerted under the draft: asked for, under way, failed, or found. */
import { FlaskConical } from 'lucide-react';
import type { RehearsalSummary } from '../../../src-shared/rehearsal.ts';
import { RULES_TEXT } from '../../../src-shared/text/rules.ts';
import { Button, Notice, Progress } from '../../ui/parts.tsx';
import { countText } from '../../ui/words.ts';
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
      <Notice icon={FlaskConical} title={RULES_TEXT.failed} alert>
        {RULES_TEXT.failedNote(rehearsal.fault)}
      </Notice>
    );
  if (rehearsal.result === null)
    return (
      <Notice icon={FlaskConical} title={RULES_TEXT.what}>
        {RULES_TEXT.whatNote}
      </Notice>
    );
  return <Result result={rehearsal.result} before={rehearsal.before} />;
}

function Running({ share, onCancel }: { share: number; onCancel: () => void }) {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-3 p-6">
      <p className="text-sm">{RULES_TEXT.going(percentOf(share))}</p>
      <div className="w-full max-w-80">
        <Progress done={share} total={1} label={RULES_TEXT.rehearsal} />
      </div>
      <Button onClick={onCancel}>{RULES_TEXT.cancel}</Button>
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

const compared = (found: string, before: RehearsalSummary | null): string =>
  before?.alerts_per_day == null ? found : RULES_TEXT.foundBefore(found, countText(before.alerts_per_day), before.sent);

/** `3.1 alerts a day for 5 promised`, and what it was the time before. */
function Reading({ summary, before }: { summary: RehearsalSummary; before: RehearsalSummary | null }) {
  const { alerts_per_day: rate, promised_per_day: promised, sent, digest, most_in_24h: most } = summary;
  return (
    <div>
      <p className="text-lg leading-tight font-semibold">
        {rate === null ? RULES_TEXT.stillLearning : RULES_TEXT.rate(countText(rate))}
        {rate !== null && <span className="font-normal text-muted">{RULES_TEXT.forPromised(countText(promised))}</span>}
      </p>
      <p className="mt-1 text-xs text-muted text-pretty">
        {RULES_TEXT.sentence(compared(RULES_TEXT.found(sent, digest, most), before))}
      </p>
    </div>
  );
}
