/** The export of what is listed: a format, then progress that can be cancelled, then where it went. */
import { useEffect, useRef, useState } from 'react';
import { LINE_FORMATS, type LineFormat } from '../../../src-shared/anomaly-lines.ts';
import { HISTORY_TEXT } from '../../../src-shared/text/history.ts';
import { useEngine } from '../../client/engine.tsx';
import { faultText } from '../../client/fault-text.ts';
import { useZone } from '../../client/settings.ts';
import { Overlay } from '../../ui/overlay.tsx';
import { Button, Progress } from '../../ui/parts.tsx';
import { fileName, saveFile } from '../../ui/save-file.ts';
import { exportRows } from './history-export.ts';
import { conditionsOf, type HistoryFilter } from './history-filter.ts';
import type { History } from './history-query.ts';

const TEXT = HISTORY_TEXT.export;

interface ExportDialogProps {
  readonly history: History;
  readonly filter: HistoryFilter;
  readonly typed: string;
  readonly onClose: () => void;
}

type State =
  | { readonly kind: 'choosing' }
  | { readonly kind: 'running'; readonly done: number }
  | { readonly kind: 'ended'; readonly said: string };

export function ExportDialog({ history, filter, typed, onClose }: ExportDialogProps) {
  const [format, setFormat] = useState<LineFormat>('csv');
  const { state, start, cancel } = useExport(history, filter, typed);
  const { total, searching, hasMore } = history;
  const what = searching ? HISTORY_TEXT.hits(total, false) : HISTORY_TEXT.count(total);
  return (
    <Overlay label={TEXT.open} onClose={onClose}>
      <div className="flex flex-col gap-4 p-6">
        <h2 className="text-md font-semibold">{searching && hasMore ? TEXT.open : TEXT.title(what)}</h2>
        <p className="text-xs leading-normal text-muted">{TEXT.detail}</p>
        <Formats format={format} disabled={state.kind === 'running'} onChange={setFormat} />
        {state.kind === 'running' && <Running done={state.done} total={total} />}
        {state.kind === 'ended' && (
          <p role="status" className="text-xs">
            {state.said}
          </p>
        )}
        <div className="flex justify-end gap-2">
          {state.kind === 'running' ? (
            <Button onClick={cancel}>{TEXT.cancel}</Button>
          ) : (
            <>
              <Button onClick={onClose}>{TEXT.close}</Button>
              <Button primary onClick={() => void start(format)}>
                {TEXT.start}
              </Button>
            </>
          )}
        </div>
      </div>
    </Overlay>
  );
}

function useExport({ searching, total }: History, filter: HistoryFilter, typed: string) {
  const { client, store } = useEngine();
  const zone = useZone();
  const [state, setState] = useState<State>({ kind: 'choosing' });
  const running = useRef<AbortController | null>(null);
  // A closed dialog reads no further.
  useEffect(() => () => running.current?.abort(), []);
  const start = async (format: LineFormat): Promise<void> => {
    const now = store.clock.now() ?? 0;
    const abort = (running.current = new AbortController());
    setState({ kind: 'running', done: 0 });
    const told = await exportRows({
      client,
      conditions: conditionsOf(filter, now, zone),
      text: searching ? typed.trim() : '',
      sort: filter.sort ?? (searching ? 'best' : 'newest'),
      format,
      signal: abort.signal,
      onProgress: (done) => setState({ kind: 'running', done: Math.min(done, Math.max(total, done)) }),
    }).then(
      ({ parts, type, ending, count }) => {
        const name = fileName('history', now, ending);
        saveFile(name, parts, type);
        return TEXT.done(HISTORY_TEXT.count(count), name);
      },
      (error: unknown) => (abort.signal.aborted ? TEXT.cancelled : TEXT.failed(faultText(error))),
    );
    setState({ kind: 'ended', said: told });
  };
  return { state, start, cancel: () => running.current?.abort() };
}

function Formats({
  format,
  disabled,
  onChange,
}: {
  format: LineFormat;
  disabled: boolean;
  onChange: (format: LineFormat) => void;
}) {
  return (
    <fieldset disabled={disabled} className="flex flex-col gap-2">
      <legend className="sr-only">{TEXT.format}</legend>
      {LINE_FORMATS.map((one) => (
        <label key={one} className="flex items-baseline gap-2 text-sm">
          <input
            type="radio"
            name="format"
            checked={one === format}
            onChange={() => onChange(one)}
            className="accent-accent"
          />
          <span className="shrink-0 whitespace-nowrap">{TEXT[one]}</span>
          <span className="text-xs text-muted">{TEXT[`${one}Detail`]}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Running({ done, total }: { done: number; total: number }) {
  const all = Math.max(done, total);
  return (
    <div className="flex flex-col gap-1.5" aria-live="polite">
      <Progress done={done} total={all} label={TEXT.progress} />
      <span className="text-2xs text-muted">{TEXT.running(done, all)}</span>
    </div>
  );
}
