/** Which stretch of time, and of which symbol: choices that are in the address, so that an answer can be kept and shared. */
import { WHY_STRETCHES, WHY_TEXT } from '../../../src-shared/text/why.ts';
import { MOST_WHY_MS } from '../../../src-shared/why.ts';
import { useEngine, useSymbols } from '../../client/engine.tsx';
import { refine } from '../../client/route.ts';
import { useZone } from '../../client/settings.ts';
import { Button } from '../../ui/parts.tsx';
import { zoneName } from '../../ui/zone.ts';
import { fieldOf, momentOf, stretchOf, type Stretch } from './why-model.ts';

const FIELD = 'h-7 rounded-sm border border-line bg-panel px-2 text-xs text-text';

const choose = ({ from, to }: Stretch): void => refine({ from: String(from), to: String(to) });

export function StretchChoice({ stretch, symbol }: { stretch: Stretch; symbol: string | null }) {
  const { store } = useEngine();
  const zone = useZone();
  return (
    <div role="group" aria-label={WHY_TEXT.stretch} className="flex flex-wrap items-end gap-x-4 gap-y-3">
      <div className="flex w-full flex-wrap gap-1">
        {WHY_STRETCHES.map(({ key }) => (
          <Button key={key} onClick={() => choose(stretchOf(key, store.clock.now() ?? 0, zone))}>
            {WHY_TEXT.stretches[key]}
          </Button>
        ))}
        <SymbolChoice symbol={symbol} />
      </div>
      <FromTo stretch={stretch} />
    </div>
  );
}

function FromTo({ stretch }: { stretch: Stretch }) {
  const zone = useZone();
  const change = (part: Partial<Stretch>): void => {
    const next = { ...stretch, ...part };
    // An end before the beginning moves along, and so does what would be too long to be answered.
    if (next.to <= next.from || next.to - next.from > MOST_WHY_MS) {
      const length = Math.min(MOST_WHY_MS, stretch.to - stretch.from);
      return choose(part.from === undefined ? { from: next.to - length, to: next.to } : { from: next.from, to: next.from + length }); // prettier-ignore
    }
    choose(next);
  };
  const field = (of: 'from' | 'to') => (
    <label className="flex items-center gap-2 text-xs text-muted">
      {WHY_TEXT[of]}
      <input
        type="datetime-local"
        value={fieldOf(stretch[of], zone)}
        onChange={(event) => {
          const moment = momentOf(event.target.value, zone);
          if (moment !== null) change({ [of]: moment });
        }}
        className={FIELD}
      />
    </label>
  );
  return (
    <div className="flex flex-wrap items-center gap-3">
      {field('from')}
      {field('to')}
      <span className="text-xs text-muted">{zoneName(stretch.from, zone)}</span>
    </div>
  );
}

function SymbolChoice({ symbol }: { symbol: string | null }) {
  const symbols = useSymbols();
  return (
    <select
      aria-label={WHY_TEXT.symbol}
      value={symbol ?? ''}
      onChange={(event) => refine({ symbol: event.target.value === '' ? null : event.target.value })}
      className={`${FIELD} ml-3`}
    >
      <option value="">{WHY_TEXT.whole}</option>
      {symbols.map((each) => (
        <option key={each}>{each}</option>
      ))}
    </select>
  );
}
