/** The first step: a venue and its symbols, or the simulated market in one click. */
import { useState } from 'react';
import type { Settings } from '../../../src-shared/settings.ts';
import { FIRST_RUN_TEXT } from '../../../src-shared/text/first-run.ts';
import { faultText } from '../../client/fault-text.ts';
import { go, hashOf } from '../../client/route.ts';
import { useChangeSettings } from '../../client/settings.ts';
import { useRestart } from '../../client/setup.ts';
import { MarketPicker, useFitting, type Choice } from '../../ui/markets/market-picker.tsx';
import { Button, Tag, Trouble } from '../../ui/parts.tsx';
import { Step } from './step.tsx';

export function MarketStep({ settings, onDone }: { settings: Settings; onDone: () => void }) {
  const [choice, setChoice] = useState<Choice>({ venue: settings.venue, symbols: settings.symbols });
  const fitting = useFitting(choice);
  const change = useChangeSettings();
  const restart = useRestart();
  const TEXT = FIRST_RUN_TEXT.market;
  const error = change.error ?? restart.error;
  const busy = change.isPending || restart.isPending;
  const watch = (): void =>
    change.mutate({ simulated: false, venue: fitting.venue, symbols: [...fitting.symbols] }, { onSuccess: onDone });
  const explore = (): void =>
    change.mutate(
      { simulated: true, firstRun: 'done' },
      { onSuccess: () => restart.mutate(undefined, { onSuccess: () => go(hashOf('live')) }) },
    );
  return (
    <Step
      title={TEXT.title}
      sentence={TEXT.sentence}
      foot={
        <>
          <Button primary large disabled={busy} onClick={watch}>
            {TEXT.continue(fitting.symbols.length)}
          </Button>
          {error !== null && <Trouble>{faultText(error)}</Trouble>}
        </>
      }
    >
      <MarketPicker value={choice} onChange={setChoice} />
      <section
        aria-labelledby="simulated-title"
        className="mt-6 flex flex-wrap items-center justify-between gap-x-6 gap-y-3 rounded-sm border border-line bg-panel p-4"
      >
        <div className="min-w-0 flex-1 basis-60">
          <h2 id="simulated-title" className="mb-0.5 flex items-center gap-2 text-sm font-medium">
            {TEXT.simulated}
            <Tag striped>{TEXT.simulatedTag}</Tag>
          </h2>
          <p className="text-xs leading-normal text-muted text-pretty">{TEXT.simulatedHint}</p>
        </div>
        <Button disabled={busy} onClick={explore}>
          {TEXT.explore}
        </Button>
      </section>
    </Step>
  );
}
