/** A market-wide move folded into its leader's card: one line that opens to the other symbols, each with its own anomaly. */
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import { baseOf } from '../../src-shared/market.ts';
import { LIVE_TEXT } from '../../src-shared/text/live.ts';
import { useAnomalyRow } from '../client/engine.tsx';
import { toneOf } from '../ui/change.tsx';
import { RarityDots, RarityShort } from '../ui/rarity.tsx';
import { Since } from '../ui/time.tsx';
import { directionOf, headlineOf, sizeText } from '../ui/words.ts';

interface FeedMembersProps {
  readonly members: readonly string[];
  readonly onOpen: (id: string) => void;
}

const TEXT = LIVE_TEXT.feed;

export function FeedMembers({ members, onOpen }: FeedMembersProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const Icon = open ? ChevronDown : ChevronRight;
  if (members.length === 0) return null;
  return (
    <div className="mt-2 border-t border-line pt-1.5" onClick={(event) => event.stopPropagation()}>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="flex h-6 w-full items-center gap-1 rounded-xs text-left text-xs text-muted hover:text-text"
      >
        <Icon size={12} strokeWidth={1.5} aria-hidden />
        {TEXT.marketWide(members.length + 1)}
      </button>
      <ul id={id} aria-label={TEXT.members} className={open ? 'animate-settle' : 'hidden'}>
        {open && members.map((member) => <Member key={member} id={member} onOpen={onOpen} />)}
      </ul>
    </div>
  );
}

function Member({ id, onOpen }: { id: string; onOpen: (id: string) => void }) {
  const row = useAnomalyRow(id);
  if (row === undefined) return null;
  const { anomaly } = row;
  const { lambda_per_day } = anomaly.detection_metadata;
  return (
    <li>
      <button
        type="button"
        data-member={id}
        aria-label={`${anomaly.symbol} ${headlineOf(anomaly)}`}
        onClick={() => onOpen(id)}
        className="grid h-7 w-full grid-cols-[1fr_auto_auto_auto] items-center gap-2 rounded-xs px-1 text-left text-xs hover:bg-raised"
      >
        <span className="truncate">
          {baseOf(anomaly.symbol)} <span className={toneOf(directionOf(anomaly))}>{sizeText(anomaly)}</span>
        </span>
        <RarityDots lambda={lambda_per_day} small />
        <RarityShort lambda={lambda_per_day} />
        <Since time={anomaly.detected_at} className="w-14 text-right text-2xs text-muted" />
      </button>
    </li>
  );
}
