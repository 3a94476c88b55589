/** One symbol of the watch-list in 36 px: price and change, the last hour, how rare now, how old the price is. */
import { Pin as PinIcon } from 'lucide-react';
import { memo, useEffect, useState, type PointerEvent } from 'react';
import { compactPrice, priceText } from '../../src-shared/format.ts';
import { baseOf } from '../../src-shared/market.ts';
import { LIVE_TEXT } from '../../src-shared/text/live.ts';
import { useEngine, useMarketNow, useQuote } from '../client/engine.tsx';
import type { QuoteView } from '../client/engine-store.ts';
import { Change, toneOf } from '../ui/change.tsx';
import { RarityDots } from '../ui/rarity.tsx';
import { Sparkline } from '../ui/sparkline.tsx';
import { ageText } from '../ui/words.ts';

const TEXT = LIVE_TEXT.watch;

/** A finger that goes down may be about to scroll. */
const isMousePress = ({ button, pointerType }: PointerEvent): boolean => button === 0 && pointerType === 'mouse';

interface WatchRowProps {
  readonly symbol: string;
  readonly selected: boolean;
  readonly pinned: boolean;
  readonly onPress: (symbol: string) => void;
  readonly onSelect: (symbol: string) => void;
  readonly onPin: (symbol: string) => void;
}

export const WatchRow = memo(function WatchRow(props: WatchRowProps) {
  const { symbol, selected, pinned, onPress, onSelect, onPin } = props;
  const quote = useQuote(symbol);
  return (
    <div className="group relative">
      <button
        type="button"
        data-inset-focus
        data-symbol={symbol}
        aria-current={selected ? 'true' : undefined}
        onPointerDown={(event) => isMousePress(event) && onPress(symbol)}
        onClick={() => onSelect(symbol)}
        className={`grid h-9 w-full grid-cols-[1fr_56px_84px] items-center gap-3 px-3 text-left ${selected ? 'bg-raised' : 'hover:bg-raised/60'}`}
      >
        <span className="flex min-w-0 flex-col gap-0.5">
          <span className="truncate text-xs font-semibold" title={symbol}>
            {baseOf(symbol)}
          </span>
          <span className="flex items-center gap-1.5 text-2xs text-muted">
            {quote?.learning === true ? (
              <span>{TEXT.learning}</span>
            ) : (
              <RarityDots lambda={quote?.lambdaPerDay ?? null} small />
            )}
            <FeedAge quote={quote} />
          </span>
        </span>
        <Sparkline values={quote?.spark ?? []} />
        <span className="flex flex-col items-end gap-0.5">
          <Price quote={quote} />
          <Change percent={quote?.change24hPct ?? null} className="text-2xs" />
        </span>
      </button>
      <Pin symbol={symbol} pinned={pinned} onPin={onPin} />
    </div>
  );
});

/** Beside the name; seen when it is set, pointed at or focused. */
function Pin({ symbol, pinned, onPin }: Pick<WatchRowProps, 'symbol' | 'pinned' | 'onPin'>) {
  const label = pinned ? TEXT.unpin(symbol) : TEXT.pin(symbol);
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={pinned}
      title={label}
      onClick={() => onPin(symbol)}
      className={`absolute top-0.5 left-14 inline-flex size-5 items-center justify-center rounded-xs text-muted hover:text-text focus-visible:opacity-100 ${pinned ? '' : 'opacity-0 group-hover:opacity-100'}`}
    >
      <PinIcon size={12} strokeWidth={1.5} aria-hidden className={pinned ? 'fill-current' : ''} />
    </button>
  );
}

function Price({ quote }: { quote: QuoteView | undefined }) {
  const tone = useFlash(quote?.price ?? null, quote?.moved ?? 0);
  if (quote?.price == null) return <span className="text-xs text-muted">–</span>;
  return (
    <span title={priceText(quote.price)} className={`text-xs font-medium motion-reduce:text-text ${tone}`}>
      {compactPrice(quote.price)}
    </span>
  );
}

const FLASH_MS = 400;

/**
 * The colour of a price that just moved. Set and taken away once: an animation would paint every row in every frame, for as long
 * as prices move, and they always do.
 */
function useFlash(price: number | null, moved: -1 | 0 | 1): string {
  const [over, setOver] = useState<number | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setOver(price), FLASH_MS);
    return () => clearTimeout(timer);
  }, [price]);
  return over === price || moved === 0 ? '' : toneOf(moved);
}

const STALE_MS = 60_000;

function FeedAge({ quote }: { quote: QuoteView | undefined }) {
  const { clock } = useEngine().store;
  const now = useMarketNow();
  if (quote?.eventTime == null || now === null) return null;
  const age = (now - quote.eventTime) / Math.max(1, clock.speed());
  return (
    <span title={TEXT.age} className={age > STALE_MS ? 'text-amber' : ''}>
      {ageText(age)}
    </span>
  );
}
