/** The market-wide move that an anomaly belongs to: who leads it, and every other symbol that moved with it. */
import { useQuery } from '@tanstack/react-query';
import { baseOf, HOUR_MS } from '../../../src-shared/market.ts';
import type { AnomalyDetail, AnomalyWithNarrative } from '../../../src-shared/ports/reader.ts';
import { ANOMALY_TEXT } from '../../../src-shared/text/anomaly.ts';
import { useConnection, useEngine } from '../../client/engine.tsx';
import { go, hashOf } from '../../client/route.ts';
import { toneOf } from '../../ui/change.tsx';
import { Lines, SectionTitle } from '../../ui/parts.tsx';
import { RarityDots } from '../../ui/rarity.tsx';
import { Clock } from '../../ui/time.tsx';
import { directionOf, sizeText } from '../../ui/words.ts';

const TEXT = ANOMALY_TEXT.group;
/** Members join within the hour; a bound for the store, not a rule. */
const AROUND_MS = 6 * HOUR_MS;
const MOST = 500;

export function MarketGroup({ detail: { anomaly } }: { detail: AnomalyDetail }) {
  const { client } = useEngine();
  const online = useConnection().kind === 'online';
  const { group } = anomaly.detection_metadata;
  const at = Math.floor(anomaly.detected_at);
  const members = useQuery({
    queryKey: ['group', group, at],
    enabled: online && group !== null,
    queryFn: ({ signal }) =>
      client.anomalies.list({ group: group ?? '', from: Math.max(0, at - AROUND_MS), to: at + AROUND_MS, limit: MOST }, { signal }), // prettier-ignore
  }).data;
  if (group === null || (members !== undefined && members.length < 2)) return null;
  return (
    <section aria-labelledby="group-title" data-testid="market-group">
      <SectionTitle id="group-title">{TEXT.title}</SectionTitle>
      {members === undefined ? <Lines count={2} /> : <Members members={members} group={group} own={anomaly.id} />}
    </section>
  );
}

function Members({ members, group, own }: { members: readonly AnomalyWithNarrative[]; group: string; own: string }) {
  const inOrder = [...members].sort((a, b) => a.anomaly.detected_at - b.anomaly.detected_at);
  const leader = members.find(({ anomaly }) => anomaly.id === group);
  return (
    <>
      {leader !== undefined && (
        <p className="mb-2 text-xs text-muted">{TEXT.lead(baseOf(leader.anomaly.symbol), members.length - 1)}</p>
      )}
      <ul className="grid max-h-56 grid-cols-[repeat(auto-fill,minmax(190px,1fr))] gap-x-4 overflow-y-auto">
        {inOrder.map(({ anomaly }) => (
          <li key={anomaly.id} className="border-b border-line">
            <button
              type="button"
              data-inset-focus
              aria-current={anomaly.id === own ? 'true' : undefined}
              onClick={() => anomaly.id !== own && go(hashOf('anomaly', {}, anomaly.id))}
              className={`grid h-7 w-full grid-cols-[40px_44px_1fr_30px] items-center gap-2 px-1 text-left text-xs ${anomaly.id === own ? 'bg-raised' : 'hover:bg-raised/60'}`}
            >
              <Clock time={anomaly.detected_at} className="text-muted" />
              <span className="truncate font-medium">{baseOf(anomaly.symbol)}</span>
              <span className={`truncate text-right ${toneOf(directionOf(anomaly))}`}>{sizeText(anomaly)}</span>
              <RarityDots lambda={anomaly.detection_metadata.lambda_per_day} small />
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
