/** What was changed and waits for a new start of the engine, with that start at hand. */
import { RotateCw } from 'lucide-react';
import { FIELD_TEXT } from '../../../src-shared/text/settings-fields.ts';
import { SETTINGS_TEXT } from '../../../src-shared/text/settings.ts';
import { MARKETS_TEXT } from '../../../src-shared/text/first-run.ts';
import { faultText } from '../../client/fault-text.ts';
import { useEngineInfo, useRestart, useRestarting } from '../../client/setup.ts';
import { Button, Trouble } from '../../ui/parts.tsx';

/** A top-level setting in words: its field's, or its group's. */
function nameOf(key: string): string {
  if (key === 'venue') return MARKETS_TEXT.venue;
  if (key === 'symbols') return MARKETS_TEXT.symbols;
  if (key === 'news') return SETTINGS_TEXT.groups.news;
  if (key === 'embedder') return SETTINGS_TEXT.groups.embedder;
  const fields: Readonly<Record<string, { readonly label: string }>> = FIELD_TEXT;
  return fields[key]?.label ?? key;
}

export function RestartBar() {
  const info = useEngineInfo();
  const restart = useRestart();
  const restarting = useRestarting();
  const waiting = info?.waiting ?? [];
  if (waiting.length === 0 || restarting) return null;
  return (
    <div
      role="status"
      data-testid="restart-bar"
      className="sticky bottom-0 z-10 flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line bg-raised px-6 py-2.5 text-xs"
    >
      <RotateCw size={14} strokeWidth={1.5} aria-hidden className="text-muted" />
      <span className="min-w-0 flex-1 text-pretty">{SETTINGS_TEXT.waits(waiting.map(nameOf).join(', '))}</span>
      {restart.error !== null && <Trouble>{faultText(restart.error)}</Trouble>}
      {info?.restarts === true ? (
        <Button primary disabled={restart.isPending} onClick={() => restart.mutate()}>
          {SETTINGS_TEXT.restart}
        </Button>
      ) : (
        <span className="text-muted">{SETTINGS_TEXT.cannotRestart}</span>
      )}
    </div>
  );
}
