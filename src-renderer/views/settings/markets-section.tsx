/** Which venue and which symbols, over the same picker as the guide; the engine starts over with them. */
import { useState } from 'react';
import type { Settings, SettingsPatch } from '../../../src-shared/settings.ts';
import { MARKETS_TEXT } from '../../../src-shared/text/first-run.ts';
import { SETTINGS_TEXT } from '../../../src-shared/text/settings.ts';
import { hashOf } from '../../client/route.ts';
import { MarketPicker, useFitting, type Choice } from '../../ui/markets/market-picker.tsx';
import { Button } from '../../ui/parts.tsx';
import { sameValue } from './paths.ts';

export function MarketsSection({ settings, change }: { settings: Settings; change: (patch: SettingsPatch) => void }) {
  const kept: Choice = { venue: settings.venue, symbols: settings.symbols };
  const [draft, setDraft] = useState<Choice | null>(null);
  const { venue, symbols } = useFitting(draft ?? kept);
  const isChanged = draft !== null && !sameValue({ venue, symbols }, kept);
  return (
    <div className="border-t border-line py-3">
      <MarketPicker value={draft ?? kept} onChange={setDraft} />
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <Button
          primary
          disabled={!isChanged}
          onClick={() => {
            change({ venue, symbols: [...symbols] });
            setDraft(null);
          }}
        >
          {MARKETS_TEXT.apply}
        </Button>
        {draft !== null && <Button onClick={() => setDraft(null)}>{MARKETS_TEXT.unchanged}</Button>}
        <span className="ml-auto flex items-center gap-2 text-xs text-muted">
          <a href={hashOf('first-run')} className="text-accent underline" title={SETTINGS_TEXT.guideHint}>
            {SETTINGS_TEXT.guide}
          </a>
        </span>
      </div>
    </div>
  );
}
