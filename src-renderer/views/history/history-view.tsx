/** History: one search field, filter chips, a dense virtual list, the selected anomaly at the right. Keyboard only if you like. */
import { Download, SearchX } from 'lucide-react';
import { memo, useState, type ReactNode } from 'react';
import { HISTORY_TEXT } from '../../../src-shared/text/history.ts';
import { faultText } from '../../client/fault-text.ts';
import { useConnection } from '../../client/engine.tsx';
import { useRoute } from '../../client/route.ts';
import { useMedia } from '../../client/settings.ts';
import { useCommand } from '../../client/use-command.ts';
import { Button, Lines, Notice } from '../../ui/parts.tsx';
import { AnomalyPreview } from '../anomaly/anomaly-preview.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { Filters } from './filters.tsx';
import { filterOf, isNarrowed, type HistoryFilter } from './history-filter.ts';
import { useHistory, type History } from './history-query.ts';
import { HISTORY_COLUMNS } from './history-row.tsx';
import { Rows } from './rows.tsx';
import { SearchField } from './search-field.tsx';
import { useNewer } from './use-newer.ts';
import { PAGE } from './use-pages.ts';
import { useSelection } from './use-selection.ts';
import { useSettled } from './use-settled.ts';

/** The preview follows when typing and stepping rest. */
const REST_MS = 200;

export function HistoryView() {
  const { params } = useRoute();
  const filter = useFilter(params);
  const [typed, setTyped] = useState(params.q ?? '');
  const [sight, setSight] = useState({ pages: [0, 0] as readonly [number, number], fit: 10 });
  const [exporting, setExporting] = useState(false);
  const history = useHistory(filter, typed, sight.pages);
  const wide = useMedia('(min-width: 1180px)');
  const { selected, at, pick } = useSelection(history, sight.fit, wide);
  const shown = useSettled(selected, REST_MS);
  const { newer, showNewer } = useNewer(history, sight.pages[0] === 0);
  const see = (first: number, last: number, fit: number): void => {
    const pages = [Math.floor(first / PAGE), Math.floor(last / PAGE)] as const;
    if (pages[0] !== sight.pages[0] || pages[1] !== sight.pages[1] || fit !== sight.fit) setSight({ pages, fit });
  };
  useCommand('export', () => setExporting(true));
  return (
    <div className="flex h-full bg-panel">
      <section
        aria-label={HISTORY_TEXT.title}
        data-answers={history.answers ?? undefined}
        className="flex min-w-0 flex-1 flex-col"
      >
        <header className="flex flex-col gap-2 border-b border-line px-4 py-3">
          <h1 className="sr-only">{HISTORY_TEXT.title}</h1>
          <div className="flex items-center gap-2">
            <SearchField typed={typed} onType={setTyped} />
            <ExportButton disabled={history.total === 0} onClick={() => setExporting(true)} />
          </div>
          <Filters filter={filter} searching={history.searching} />
        </header>
        <Columns history={history} newer={newer} onNewer={showNewer} />
        <Body history={history} filter={filter}>
          <Rows history={history} selected={selected} at={at} onPick={pick} onSight={see} />
        </Body>
      </section>
      {wide && shown !== null && history.total > 0 && <Preview key={shown} id={shown} cite={params.cite ?? null} />}
      {exporting && (
        <ExportDialog history={history} filter={filter} typed={typed} onClose={() => setExporting(false)} />
      )}
    </div>
  );
}

const Preview = memo(AnomalyPreview);

/** The same object while the address says the same, so that what hangs on it need not be drawn again. */
function useFilter(params: Readonly<Record<string, string>>): HistoryFilter {
  const next = filterOf(params);
  const [held, setHeld] = useState(next);
  if (JSON.stringify(next) === JSON.stringify(held)) return held;
  setHeld(next);
  return next;
}

function ExportButton({ disabled, onClick }: { disabled: boolean; onClick: () => void }) {
  return (
    <Button disabled={disabled} title={HISTORY_TEXT.export.open} onClick={onClick} className="h-8">
      <Download size={14} strokeWidth={1.5} aria-hidden />
      {HISTORY_TEXT.export.button}
    </Button>
  );
}

interface ColumnsProps {
  readonly history: History;
  readonly newer: number;
  readonly onNewer: () => void;
}

function Columns({ history: { total, searching, hasMore }, newer, onNewer }: ColumnsProps) {
  const names = HISTORY_TEXT.columns;
  return (
    <div className={`h-7 shrink-0 border-b border-line px-4 text-2xs text-muted ${HISTORY_COLUMNS}`}>
      <span aria-hidden>{names.detected}</span>
      <span aria-hidden>{names.asset}</span>
      <span aria-hidden className="text-right">
        {names.move}
      </span>
      <span aria-hidden>{names.rarity}</span>
      <span className="flex justify-between gap-2">
        <span aria-hidden>{names.narrative}</span>
        {newer > 0 && (
          <button type="button" title={HISTORY_TEXT.newerHint} onClick={onNewer} className="rounded-xs text-accent">
            {HISTORY_TEXT.newer(newer)}
          </button>
        )}
        <span role="status" data-testid="history-count" className="ml-auto truncate">
          {total === 0 ? '' : searching ? HISTORY_TEXT.hits(total, hasMore) : HISTORY_TEXT.count(total)}
        </span>
      </span>
      <span aria-hidden className="hidden full:inline">
        {names.cause}
      </span>
    </div>
  );
}

function Body({ history, filter, children }: { history: History; filter: HistoryFilter; children: ReactNode }) {
  const online = useConnection().kind === 'online';
  if (history.total > 0) return children;
  if (history.error !== null && online) return <Failed error={history.error} again={history.again} />;
  if (history.loading || !online)
    return (
      <div className="p-4" aria-busy="true">
        <Lines count={5} />
      </div>
    );
  const words = HISTORY_TEXT.nothing;
  if (history.searching)
    return (
      <Notice icon={SearchX} title={words.found}>
        {words.foundDetail}
      </Notice>
    );
  return (
    <Notice icon={SearchX} title={isNarrowed(filter) ? words.kept : words.stored}>
      {isNarrowed(filter) ? words.keptDetail : words.storedDetail}
    </Notice>
  );
}

function Failed({ error, again }: { error: Error; again: () => void }) {
  const words = HISTORY_TEXT.failed;
  return (
    <Notice icon={SearchX} title={words.title} alert action={<Button onClick={again}>{words.again}</Button>}>
      {words.detail(faultText(error))}
    </Notice>
  );
}
