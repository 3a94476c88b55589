/** What the marks on the chart mean, drawn as they are drawn there. */
import type { ReactNode } from 'react';
import { CHART_TEXT } from '../../src-shared/text/chart.ts';

const RAMP = ['bg-rarity-0', 'bg-rarity-1', 'bg-rarity-2', 'bg-rarity-3', 'bg-rarity-4'] as const;

export function ChartKey() {
  const text = CHART_TEXT.key;
  return (
    <section aria-label={CHART_TEXT.menu.key} className="mt-2 border-t border-line pt-2">
      <h3 className="mb-1 text-2xs font-medium text-muted">{CHART_TEXT.menu.key}</h3>
      <ul className="flex flex-col gap-1 text-2xs text-muted">
        <Entry words={text.anomaly}>
          <span className="h-3.5 w-5 border-t-2 border-rarity-3 bg-rarity-3/20" />
        </Entry>
        <Entry words={text.lane}>
          <span className="flex h-2 w-5">
            {RAMP.map((tone) => (
              <span key={tone} className={`flex-1 ${tone}`} />
            ))}
          </span>
        </Entry>
        <Entry words={text.repaired}>
          <span className="flex h-2.5 w-5 items-end bg-rarity-0">
            <span className="h-0.5 w-2 bg-text" />
          </span>
        </Entry>
        <Entry words={text.gap}>
          <span className="hatched h-3 w-5" />
        </Entry>
        <Entry words={text.news}>
          <span className="mx-1.5 size-2 rounded-full border-[1.5px] border-muted" />
        </Entry>
      </ul>
    </section>
  );
}

function Entry({ words, children }: { words: string; children: ReactNode }) {
  return (
    <li className="flex items-center gap-2">
      <span aria-hidden className="flex w-5 shrink-0 justify-center">
        {children}
      </span>
      {words}
    </li>
  );
}
