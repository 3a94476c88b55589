/** The navigation rail: the views, and the shortcuts at its foot. */
import {
  ChartCandlestick,
  HeartPulse,
  History,
  Inbox,
  Keyboard,
  Settings2,
  SlidersHorizontal,
  type LucideIcon,
} from 'lucide-react';
import { isNew, useAlerts } from '../client/alerts.ts';
import { SHELL_TEXT } from '../../src-shared/text/shell.ts';
import { hashOf, type View } from '../client/route.ts';
import { Mark } from './mark.tsx';

const ITEMS = [
  { view: 'live', icon: ChartCandlestick, keys: 'g l' },
  { view: 'inbox', icon: Inbox, keys: 'g i' },
  { view: 'history', icon: History, keys: 'g h' },
  { view: 'rules', icon: SlidersHorizontal, keys: 'g r' },
  { view: 'health', icon: HeartPulse, keys: 'g e' },
  { view: 'settings', icon: Settings2, keys: 'g s' },
] as const satisfies readonly { view: View; icon: LucideIcon; keys: string }[];

export function Rail({ view, liveHash, onHelp }: { view: View; liveHash: string; onHelp: () => void }) {
  const fresh = useAlerts().filter(isNew).length;
  return (
    <nav
      aria-label={SHELL_TEXT.views}
      className="flex w-16 shrink-0 flex-col items-center gap-1 overflow-y-auto border-r border-line bg-panel py-3 max-sm:w-full max-sm:flex-row max-sm:justify-between max-sm:gap-0 max-sm:overflow-x-auto max-sm:border-t max-sm:border-r-0 max-sm:px-2 max-sm:py-1 short:py-1"
    >
      <Mark className="mb-3 max-sm:hidden short:hidden" />
      {ITEMS.map((item) => (
        <Item
          key={item.view}
          {...item}
          label={SHELL_TEXT[item.view]}
          href={item.view === 'live' ? liveHash : hashOf(item.view)}
          current={item.view === view || (item.view === 'settings' && view === 'about')}
          count={item.view === 'inbox' ? fresh : 0}
        />
      ))}
      <button
        type="button"
        aria-label={SHELL_TEXT.shortcuts}
        title={SHELL_TEXT.shortcutsTitle}
        onClick={onHelp}
        className="mt-auto inline-flex size-9 shrink-0 items-center justify-center rounded-sm text-muted hover:bg-raised hover:text-text max-sm:hidden"
      >
        <Keyboard size={16} strokeWidth={1.5} aria-hidden />
      </button>
    </nav>
  );
}

function Item({
  label,
  icon: Icon,
  keys,
  href,
  current,
  count,
}: {
  label: string;
  icon: LucideIcon;
  keys: string;
  href: string;
  current: boolean;
  count: number;
}) {
  const tone = current ? 'bg-raised text-text' : 'text-muted hover:bg-raised/60 hover:text-text';
  return (
    <a
      href={href}
      aria-current={current ? 'page' : undefined}
      title={SHELL_TEXT.itemTitle(label, keys)}
      className={`relative flex h-12 w-13 shrink-0 flex-col items-center max-sm:w-auto max-sm:min-w-11 max-sm:flex-1 short:h-11 justify-center gap-1 rounded-sm text-2xs font-medium ${tone}`}
    >
      <Icon size={16} strokeWidth={1.5} aria-hidden />
      {label}
      {count > 0 && (
        <span
          aria-label={SHELL_TEXT.fresh(count)}
          className="absolute top-1 right-1.5 inline-flex h-3.5 min-w-3.5 items-center justify-center rounded-full bg-accent px-1 text-2xs leading-none font-semibold text-on-accent"
        >
          {count > 99 ? SHELL_TEXT.most : count}
        </span>
      )}
    </a>
  );
}
