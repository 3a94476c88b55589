/** One line of History: when, what, how large, how rare, the first words or where the search found itself, the verdict. */
import { memo } from 'react';
import { baseOf } from '../../../src-shared/market.ts';
import { HISTORY_TEXT } from '../../../src-shared/text/history.ts';
import { CAUSE_LABELS } from '../../../src-shared/text/labels.ts';
import { useAnomalyRow } from '../../client/engine.tsx';
import { toneOf } from '../../ui/change.tsx';
import { Tag } from '../../ui/parts.tsx';
import { RarityDots } from '../../ui/rarity.tsx';
import { directionOf, sizeText, verdictOf, verdictText } from '../../ui/words.ts';
import { clockText, dayText, exactText, type ZoneChoice } from '../../ui/zone.ts';
import { fromMark } from './highlight.ts';
import type { HistoryRow } from './history-query.ts';
import { Marked } from './marked.tsx';

const TEXT = HISTORY_TEXT.row;
/** More than fits a line is not put into one. */
const MOST_CHARACTERS = 240;
/** Characters of a match's text that stand before its first mark. */
const BEFORE_MARK = 14;

export const HISTORY_COLUMNS =
  'grid grid-cols-[92px_44px_112px_30px_1fr] full:grid-cols-[92px_48px_120px_30px_1fr_132px] items-center gap-3';

interface HistoryLineProps {
  readonly row: HistoryRow;
  readonly index: number;
  readonly zone: ZoneChoice;
  readonly query: string;
  readonly selected: boolean;
  readonly onPick: (index: number) => void;
  readonly onOpen: (id: string) => void;
}

export const HistoryLine = memo(function HistoryLine(props: HistoryLineProps) {
  const { row: stored, index, zone, query, selected, onPick, onOpen } = props;
  // What goes on is told by the stream, after the page was read.
  const live = useAnomalyRow(stored.anomaly.id);
  const row = live === undefined ? stored : { ...stored, ...live };
  const { anomaly, narrative } = row;
  return (
    <button
      type="button"
      data-inset-focus
      data-history={anomaly.id}
      data-index={index}
      aria-current={selected ? 'true' : undefined}
      onClick={() => onPick(index)}
      onDoubleClick={() => onOpen(anomaly.id)}
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
      <Words row={row} query={query} />
      <span className="hidden truncate text-muted full:inline">
        {narrative !== null && verdictOf(narrative) !== 'withheld'
          ? CAUSE_LABELS[narrative.cause]
          : verdictText(narrative, anomaly.stage)}
      </span>
    </button>
  );
});

function Words({ row, query }: { row: HistoryRow; query: string }) {
  const text = row.snippet === undefined ? firstWords(row) : fromMark(row.snippet, query, BEFORE_MARK);
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      {row.matched === 'headline' && (
        <Tag title={HISTORY_TEXT.search.inHeadlineHint}>{HISTORY_TEXT.search.inHeadline}</Tag>
      )}
      <span className="truncate">
        <Marked text={text} query={row.snippet === undefined ? '' : query} />
      </span>
    </span>
  );
}

function firstWords({ narrative }: HistoryRow): string {
  const mark = verdictOf(narrative);
  if (mark === 'pending' || narrative === null) return TEXT.beingWritten;
  return mark === 'withheld' ? TEXT.notExplained : narrative.narrative_text.slice(0, MOST_CHARACTERS);
}

/** The place of a row whose page is on its way. */
export function AbsentLine() {
  return (
    <div role="status" aria-label={TEXT.loading} className={`h-8 px-4 ${HISTORY_COLUMNS}`}>
      <span className="h-2.5 rounded-xs bg-raised" />
      <span className="h-2.5 rounded-xs bg-raised" />
      <span />
      <span />
      <span className="h-2.5 w-3/5 rounded-xs bg-raised" />
    </div>
  );
}
