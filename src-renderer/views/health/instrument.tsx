/** One instrument of the Health board: its promise in a line, its reading large. Well is the absence of colour. */
import type { ReactNode } from 'react';
import { HEALTH_TEXT } from '../../../src-shared/text/health.ts';

export interface InstrumentProps {
  readonly name: string;
  readonly promise: string;
  readonly reading: ReactNode;
  readonly warn?: boolean;
  /** Columns of the board it takes. */
  readonly wide?: boolean;
  readonly children?: ReactNode;
}

export function Instrument({ name, promise, reading, warn = false, wide = false, children }: InstrumentProps) {
  return (
    <section
      aria-label={name}
      className={`flex min-w-0 flex-col gap-3 rounded-sm border bg-panel p-4 ${warn ? 'border-amber' : 'border-line'} ${wide ? 'col-span-2' : ''}`}
    >
      <header className="flex items-baseline justify-between gap-3">
        <h2 className="text-xs font-semibold text-muted">{name}</h2>
        {warn && <span className="text-2xs font-medium text-amber">{HEALTH_TEXT.needsALook}</span>}
      </header>
      <p className="text-lg leading-tight font-semibold">{reading}</p>
      <p className="text-xs leading-normal text-muted text-pretty">{promise}</p>
      {children}
    </section>
  );
}

export type Fact = readonly [name: string, value: ReactNode];

export function Facts({ rows }: { rows: readonly Fact[] }) {
  return (
    <dl className="mt-auto grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 border-t border-line pt-3 text-xs">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="min-w-0 text-right">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
