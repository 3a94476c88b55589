/** One line of History: when, what, how large, how rare, the first sentence, the verdict. */
import { baseOf } from '../../../src-shared/market.ts';
import { CAUSE_LABELS } from '../../../src-shared/text/labels.ts';
import { useZone } from '../../client/settings.ts';
import { toneOf } from '../../ui/change.tsx';
import { RarityDots } from '../../ui/rarity.tsx';
import { directionOf, sizeText, verdictOf, verdictText } from '../../ui/words.ts';
import { clockText, dayText, exactText } from '../../ui/zone.ts';
import type { HistoryRow } from './history-query.ts';

export const HISTORY_COLUMNS =
  'grid grid-cols-[92px_44px_112px_30px_1fr] full:grid-cols-[92px_48px_120px_30px_1fr_132px] items-center gap-3';

interface HistoryLineProps {
  readonly row: HistoryRow;
  readonly selected: boolean;
  readonly onPick: () => void;
  readonly onOpen: () => void;
}

export function HistoryLine({ row: { anomaly, narrative, snippet }, selected, onPick, onOpen }: HistoryLineProps) {
  const zone = useZone();
  return (
    <button
      type="button"
      data-inset-focus
      data-history={anomaly.id}
      aria-current={selected ? 'true' : undefined}
      onClick={onPick}
      onDoubleClick={onOpen}
      className={`h-8 w-full px-4 text-left text-xs ${HISTORY_COLUMNS} ${selected ? 'bg-raised' : 'hover:bg-raised/50'}`}
    >
      <span className="text-muted" title={exactText(anomaly.detected_at, zone)}>
        {dayText(anomaly.detected_at, zone)} {clockText(anomaly.detected_at, zone)}
      </span>
      <span className="truncate font-semibold">{baseOf(anomaly.symbol)}</span>
      <span className={`text-right font-medium whitespace-nowrap ${toneOf(directionOf(anomaly))}`}>
        {sizeText(anomaly)}
      </span>
      <RarityDots lambda={anomaly.detection_metadata.lambda_per_day} />
      <span className="truncate">{snippet ?? firstWords(narrative)}</span>
      <span className="hidden truncate text-muted full:inline">
        {narrative !== null && verdictOf(narrative) !== 'withheld'
          ? CAUSE_LABELS[narrative.cause]
          : verdictText(narrative, anomaly.stage)}
      </span>
    </button>
  );
}

function firstWords(narrative: HistoryRow['narrative']): string {
  const mark = verdictOf(narrative);
  if (mark === 'pending' || narrative === null) return 'Being written';
  return mark === 'withheld' ? 'No checked explanation' : narrative.narrative_text;
}
