/** The line that says whether all is well: budget, feed, stores, news; and what the reader must not overlook. */
import type { ReactNode } from 'react';
import type { Health } from '../../src-shared/health.ts';
import { useConnection, useEngine, useHealth, useMarketNow } from '../client/engine.tsx';
import { hashOf } from '../client/route.ts';
import { useZone } from '../client/settings.ts';
import { STATUS_TEXT } from '../../src-shared/text/status.ts';
import { mirrorIsWell, mirrorText } from '../ui/mirror-words.ts';
import { Tag } from '../ui/parts.tsx';
import { receiptAge } from '../ui/receipt-age.ts';
import { SnoozeReading } from '../ui/snooze.tsx';
import { ageText, bytesText } from '../ui/words.ts';
import { exactText, secondText, zoneName } from '../ui/zone.ts';
import { backfillText } from './backfill-banner.tsx';

const readable = (health: Health): number =>
  health.news.filter(({ state }) => state === 'ok' || state === 'unchanged').length;
const wanted = (health: Health): number => health.news.filter(({ state }) => state !== 'disabled').length;

export function StatusLine() {
  const health = useHealth();
  const online = useConnection().kind === 'online';
  return (
    <footer
      aria-label={STATUS_TEXT.label}
      className="flex h-7 shrink-0 items-center gap-4 overflow-hidden border-t border-line bg-panel px-3 text-2xs whitespace-nowrap text-muted"
    >
      {health?.simulated === true && (
        <Tag striped title={STATUS_TEXT.simulatedHint}>
          {STATUS_TEXT.simulated(health.speed)}
        </Tag>
      )}
      {!online && <span className="text-amber">{STATUS_TEXT.offline}</span>}
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
      <Reading title={STATUS_TEXT.budgetHint(budget.hardStop, budget.digest)} warn={spent}>
        {STATUS_TEXT.budget(budget.last24h, budget.perDay)}
      </Reading>
      <FeedReading health={health} warn={feed.state !== 'live' && feed.state !== 'replaying'} />
      <Reading title={store.detail ?? STATUS_TEXT.storeHint(store.queued)} warn={!storeWell}>
        {STATUS_TEXT.store(store.state)}
      </Reading>
      <DiskReading disk={health.care?.disk} />
      {mirror !== undefined && (
        <Reading title={mirror.detail ?? mirror.label} warn={!mirrorIsWell(mirror)}>
          {STATUS_TEXT.postgres(mirrorText(mirror))}
        </Reading>
      )}
      <Reading title={STATUS_TEXT.newsHint} warn={!newsWell}>
        {STATUS_TEXT.news(readable(health), wanted(health))}
      </Reading>
      {learning.length > 0 && <Reading title={learning.join(', ')}>{STATUS_TEXT.learning(learning.length)}</Reading>}
      {backfill.active && <span className="hidden wide:inline">{backfillText(backfill)}</span>}
      {health.paused && <span className="text-amber">{STATUS_TEXT.paused}</span>}
      <SnoozeReading />
    </>
  );
}

function DiskReading({ disk }: { disk: NonNullable<Health['care']>['disk'] | undefined }) {
  if (disk === undefined || disk.level === 'ok') return null;
  const { low, full, lowHint, fullHint } = STATUS_TEXT.disk;
  const free = bytesText(disk.freeBytes ?? 0);
  return (
    <Reading title={disk.level === 'full' ? fullHint : lowHint} warn>
      {disk.level === 'full' ? full(free) : low(free)}
    </Reading>
  );
}

function FeedReading({ health: { feed, speed }, warn }: { health: Health; warn: boolean }) {
  const now = useMarketNow();
  const { quotes } = useEngine().store;
  const newest = Math.max(
    feed.lastReceivedTime ?? 0,
    ...quotes.keys().map((symbol) => quotes.get(symbol)?.receivedTime ?? 0),
  );
  const age = receiptAge(newest === 0 ? null : newest, now, speed);
  return (
    <Reading title={feed.lastFault ?? STATUS_TEXT.feedHint(feed.venue, feed.gapsOpen)} warn={warn}>
      <span data-newest={newest}>
        {STATUS_TEXT.feed(STATUS_TEXT.feedStates[feed.state], age === null ? null : ageText(age))}
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
    <time
      className="ml-auto"
      dateTime={new Date(now).toISOString()}
      title={STATUS_TEXT.marketTime(exactText(now, zone))}
    >
      {secondText(now, zone)} {zoneName(now, zone)}
    </time>
  );
}
