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
import { hashOf, type View } from '../client/route.ts';

const ITEMS: readonly { view: View; label: string; icon: LucideIcon; keys: string }[] = [
  { view: 'live', label: 'Live', icon: ChartCandlestick, keys: 'g l' },
  { view: 'inbox', label: 'Inbox', icon: Inbox, keys: 'g i' },
  { view: 'history', label: 'History', icon: History, keys: 'g h' },
  { view: 'rules', label: 'Rules', icon: SlidersHorizontal, keys: 'g r' },
  { view: 'health', label: 'Health', icon: HeartPulse, keys: 'g e' },
  { view: 'settings', label: 'Settings', icon: Settings2, keys: 'g s' },
];

export function Rail({ view, liveHash, onHelp }: { view: View; liveHash: string; onHelp: () => void }) {
  const fresh = useAlerts().filter(isNew).length;
  return (
    <nav
      aria-label="Views"
      className="flex w-16 shrink-0 flex-col items-center gap-1 border-r border-line bg-panel py-3"
    >
      <Mark />
      {ITEMS.map((item) => (
        <Item
          key={item.view}
          {...item}
          href={item.view === 'live' ? liveHash : hashOf(item.view)}
          current={item.view === view}
          count={item.view === 'inbox' ? fresh : 0}
        />
      ))}
      <button
        type="button"
        aria-label="Keyboard shortcuts"
        title="Keyboard shortcuts (?)"
        onClick={onHelp}
        className="mt-auto inline-flex size-9 items-center justify-center rounded-sm text-muted hover:bg-raised hover:text-text"
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
      title={`${label} (${keys})`}
      className={`relative flex h-12 w-13 flex-col items-center justify-center gap-1 rounded-sm text-2xs font-medium ${tone}`}
    >
      <Icon size={16} strokeWidth={1.5} aria-hidden />
      {label}
      {count > 0 && (
        <span
          aria-label={`${count} new`}
          className="absolute top-1 right-1.5 inline-flex h-3.5 min-w-3.5 items-center justify-center rounded-full bg-accent px-1 text-2xs leading-none font-semibold text-on-accent"
        >
          {count > 99 ? '99+' : count}
        </span>
      )}
    </a>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" width={28} height={28} role="img" aria-label="MANE" className="mb-3 text-text">
      <path
        d="M3 21h7l3-4 3 2 3-11 3 13h7"
        fill="none"
        stroke="currentColor"
        strokeWidth={2}
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      <circle cx={19} cy={6} r={3} className="fill-rarity-4" />
    </svg>
  );
}
