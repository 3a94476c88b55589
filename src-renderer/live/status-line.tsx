/** The line that says whether all is well: budget, feed, stores, news; and what the reader must not overlook. */
import type { ReactNode } from 'react';
import type { Health } from '../../src-shared/health.ts';
import { useConnection, useEngine, useHealth, useMarketNow } from '../client/engine.tsx';
import { hashOf } from '../client/route.ts';
import { useZone } from '../client/settings.ts';
import { mirrorIsWell, mirrorText } from '../ui/mirror-words.ts';
import { Tag } from '../ui/parts.tsx';
import { ageText, plural } from '../ui/words.ts';
import { exactText, secondText, zoneName } from '../ui/zone.ts';
import { backfillText } from './backfill-banner.tsx';

const FEED_WORDS: Record<Health['feed']['state'], string> = {
  connecting: 'connecting',
  live: 'live',
  silent: 'silent',
  reconnecting: 'reconnecting',
  stopped: 'stopped',
  paused: 'paused',
  replaying: 'replaying',
};

const readable = (health: Health): number =>
  health.news.filter(({ state }) => state === 'ok' || state === 'unchanged').length;
const wanted = (health: Health): number => health.news.filter(({ state }) => state !== 'disabled').length;

export function StatusLine() {
  const health = useHealth();
  const online = useConnection().kind === 'online';
  return (
    <footer
      aria-label="Status"
      className="flex h-7 shrink-0 items-center gap-4 overflow-hidden border-t border-line bg-panel px-3 text-2xs whitespace-nowrap text-muted"
    >
      {health?.simulated === true && (
        <Tag striped title="Prices and news are made up by the simulated market">
          simulated{health.speed === 1 ? '' : ` × ${health.speed}`}
        </Tag>
      )}
      {!online && <span className="text-amber">offline</span>}
      {health !== null && online && <Readings health={health} />}
      <MarketTime />
    </footer>
  );
}

function Readings({ health }: { health: Health }) {
  const { budget, feed, store, mirror, learning, backfill } = health;
  const spent = budget.last24h >= budget.hardStop;
  const storeWell = store.state === 'ok';
  const newsWell = !health.news.some(({ state }) => state === 'failed' || state === 'backing_off');
  return (
    <>
      <Reading
        title={`Never more than ${budget.hardStop} in 24 hours; ${budget.digest} wait in the digest`}
        warn={spent}
      >
        budget {budget.last24h} of {budget.perDay} today
      </Reading>
      <FeedReading health={health} warn={feed.state !== 'live' && feed.state !== 'replaying'} />
      <Reading title={store.detail ?? `${store.queued} rows waiting`} warn={!storeWell}>
        store {store.state.replace('_', ' ')}
      </Reading>
      {mirror !== undefined && (
        <Reading title={mirror.detail ?? mirror.label} warn={!mirrorIsWell(mirror)}>
          postgres {mirrorText(mirror)}
        </Reading>
      )}
      <Reading title="News sources that could be read" warn={!newsWell}>
        news {readable(health)}/{wanted(health)}
      </Reading>
      {learning.length > 0 && (
        <Reading title={learning.join(', ')}>{plural(learning.length, 'symbol')} learning</Reading>
      )}
      {backfill.active && <span className="hidden wide:inline">{backfillText(backfill)}</span>}
      {health.paused && <span className="text-amber">paused</span>}
    </>
  );
}

function FeedReading({ health: { feed, speed }, warn }: { health: Health; warn: boolean }) {
  const now = useMarketNow();
  const { quotes } = useEngine().store;
  const newest = Math.max(
    feed.lastEventTime ?? 0,
    ...quotes.keys().map((symbol) => quotes.get(symbol)?.eventTime ?? 0),
  );
  const age = now === null || newest === 0 ? '' : ` ${ageText((now - newest) / Math.max(1, speed))}`;
  return (
    <Reading title={feed.lastFault ?? `${feed.venue}, ${feed.gapsOpen} gaps open`} warn={warn}>
      <span data-newest={newest}>
        feed {FEED_WORDS[feed.state]}
        {age}
      </span>
    </Reading>
  );
}

/** Well is the absence of colour; what needs a look is amber. */
function Reading({ children, title, warn = false }: { children: ReactNode; title: string; warn?: boolean }) {
  return (
    <a
      href={hashOf('health')}
      title={title}
      data-inset-focus
      className={`rounded-xs hover:text-text ${warn ? 'text-amber' : ''}`}
    >
      {children}
    </a>
  );
}

function MarketTime() {
  const now = useMarketNow();
  const zone = useZone();
  if (now === null) return null;
  return (
    <time className="ml-auto" dateTime={new Date(now).toISOString()} title={`Market time: ${exactText(now, zone)}`}>
      {secondText(now, zone)} {zoneName(now, zone)}
    </time>
  );
}
