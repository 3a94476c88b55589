/** The chart's overlays in one small panel: each with a switch, the averages with their lengths, and what the marks mean. */
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { CHART_TEXT } from '../../src-shared/text/chart.ts';
import { BAND_LENGTH, BAND_WIDTH } from '../chart/studies.ts';
import { useCommand } from '../client/use-command.ts';
import { ChartKey } from './chart-key.tsx';
import { lengthOf, LONGEST, SHORTEST, type OverlayChoice } from './overlay-choice.ts';

const TEXT = CHART_TEXT.menu;

interface OverlayMenuProps {
  readonly choice: OverlayChoice;
  readonly onChange: (part: Partial<OverlayChoice>) => void;
  /** Base of the symbol to compare with; null when there is none. */
  readonly compared: string | null;
  readonly onClose: () => void;
}

export function OverlayMenu({ choice, onChange, compared, onClose }: OverlayMenuProps) {
  const panel = useRef<HTMLDivElement>(null);
  useCommand('back', onClose);
  useEffect(() => {
    panel.current?.querySelector('input')?.focus();
    const away = (event: PointerEvent): void => {
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest('[data-overlay-menu]') === null) onClose();
    };
    document.addEventListener('pointerdown', away);
    return () => document.removeEventListener('pointerdown', away);
  }, [onClose]);
  return (
    <div
      ref={panel}
      role="dialog"
      aria-label={TEXT.title}
      data-overlay-menu
      className="absolute top-1 right-2 z-20 max-h-[calc(100%-8px)] w-72 overflow-y-auto rounded-sm border border-line bg-panel p-3 shadow-overlay"
    >
      <Switch
        label={TEXT.ema}
        hint={TEXT.emaHint}
        on={choice.ema}
        onChange={(ema) => onChange({ ema })}
        aside={
          <span className="flex gap-1">
            <Length label={TEXT.fast} value={choice.fast} onChange={(fast) => onChange({ fast, ema: true })} />
            <Length label={TEXT.slow} value={choice.slow} onChange={(slow) => onChange({ slow, ema: true })} />
          </span>
        }
      />
      <Switch
        label={TEXT.bands}
        hint={TEXT.bandsHint(BAND_LENGTH, BAND_WIDTH)}
        on={choice.bands}
        onChange={(bands) => onChange({ bands })}
      />
      {compared !== null && (
        <Switch
          label={TEXT.compare(compared)}
          hint={TEXT.compareHint}
          on={choice.compare}
          onChange={(compare) => onChange({ compare })}
        />
      )}
      <Switch label={TEXT.band} hint={TEXT.bandHint} on={choice.band} onChange={(band) => onChange({ band })} />
      <Switch label={TEXT.news} hint={TEXT.newsHint} on={choice.news} onChange={(news) => onChange({ news })} />
      <ChartKey />
    </div>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly hint: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
  readonly aside?: ReactNode;
}

function Switch({ label, hint, on, onChange, aside }: SwitchProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-2 py-1">
      <input
        id={id}
        type="checkbox"
        checked={on}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 accent-accent"
      />
      <span className="min-w-0 flex-1">
        <label htmlFor={id} className="block text-xs font-medium">
          {label}
        </label>
        <span id={`${id}-hint`} className="block text-2xs text-muted">
          {hint}
        </span>
      </span>
      {aside}
    </div>
  );
}

/** Takes effect as soon as it is a length; until then it is only typed. */
function Length({ label, value, onChange }: { label: string; value: number; onChange: (length: number) => void }) {
  const [typed, setTyped] = useState(String(value));
  return (
    <input
      type="number"
      aria-label={label}
      min={SHORTEST}
      max={LONGEST}
      value={typed}
      aria-invalid={lengthOf(typed) === null}
      onChange={(event) => {
        setTyped(event.target.value);
        const length = lengthOf(event.target.value);
        if (length !== null) onChange(length);
      }}
      onBlur={() => setTyped(String(value))}
      className="h-6 w-12 rounded-xs border border-line bg-canvas px-1 text-right text-2xs aria-invalid:border-amber"
    />
  );
}
