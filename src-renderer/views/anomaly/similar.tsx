/** Earlier moves like this one as small multiples on one scale, aligned at the onset, with what followed after 1, 4 and 24 hours. */
import { useQuery } from '@tanstack/react-query';
import type { AnomalyDetail } from '../../../src-shared/ports/reader.ts';
import { baseOf } from '../../../src-shared/market.ts';
import { HORIZON_HOURS, wentOn, type SimilarEvents, type SimilarMove } from '../../../src-shared/similar.ts';
import { ANOMALY_TEXT } from '../../../src-shared/text/anomaly.ts';
import { percentText } from '../../../src-shared/text/labels.ts';
import { faultText } from '../../client/fault-text.ts';
import { useConnection, useEngine } from '../../client/engine.tsx';
import { go, hashOf } from '../../client/route.ts';
import { useZone } from '../../client/settings.ts';
import { toneOf } from '../../ui/change.tsx';
import { Lines, SectionTitle } from '../../ui/parts.tsx';
import { dateText } from '../../ui/zone.ts';
import { boundsOf, linesOf, type Bounds } from './path-lines.ts';

const TEXT = ANOMALY_TEXT.similar;
const [WIDTH, HEIGHT] = [120, 48] as const;

export function Similar({ detail: { anomaly } }: { detail: AnomalyDetail }) {
  const { orpc } = useEngine();
  const online = useConnection().kind === 'online';
  const query = useQuery({
    ...orpc.anomalies.similar.queryOptions({ input: { id: anomaly.id } }),
    enabled: online,
    staleTime: 600_000,
  });
  const events = query.data;
  return (
    <section aria-labelledby="similar-title" data-testid="similar">
      <SectionTitle
        id="similar-title"
        aside={
          events !== undefined &&
          events.count > 0 && (
            <span className="text-2xs text-muted">{TEXT.count(events.count, events.moves.length)}</span>
          )
        }
      >
        {TEXT.title}
      </SectionTitle>
      {query.error !== null && events === undefined ? (
        <p className="text-xs text-muted">{TEXT.failed(faultText(query.error))}</p>
      ) : events === undefined ? (
        <Lines count={3} />
      ) : events.moves.length === 0 ? (
        <p className="text-xs text-muted">{TEXT.none(baseOf(anomaly.symbol))}</p>
      ) : (
        <Multiples events={events} />
      )}
    </section>
  );
}

function Multiples({ events: { moves, own } }: { events: SimilarEvents }) {
  const bounds = boundsOf([own, ...moves.map(({ path }) => path)]);
  return (
    <>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(120px,1fr))] gap-x-4 gap-y-3">
        <li>
          <p className="mb-1 text-2xs font-medium">{TEXT.own}</p>
          <Path path={own} bounds={bounds} tone="stroke-text" />
        </li>
        {moves.map((move) => (
          <Multiple key={move.id} move={move} bounds={bounds} />
        ))}
      </ul>
      <p className="mt-1 text-2xs text-muted">{TEXT.axis}</p>
      <Outcomes moves={moves} />
    </>
  );
}

function Multiple({ move, bounds }: { move: SimilarMove; bounds: Bounds }) {
  const zone = useZone();
  const when = dateText(move.detected_at, zone);
  const size = move.price_change_pct === null ? TEXT.unknown : percentText(move.price_change_pct);
  return (
    <li>
      <button
        type="button"
        aria-label={TEXT.open(when, size)}
        onClick={() => go(hashOf('anomaly', {}, move.id))}
        className="w-full rounded-xs text-left hover:bg-raised/60"
      >
        <span className="mb-1 flex justify-between gap-2 text-2xs whitespace-nowrap">
          <span className="truncate text-muted">{when}</span>
          <span className={toneOf(move.price_change_pct ?? 0)}>{size}</span>
        </span>
        <Path path={move.path} bounds={bounds} tone="stroke-muted" />
      </button>
    </li>
  );
}

function Path({ path, bounds, tone }: { path: readonly (number | null)[]; bounds: Bounds; tone: string }) {
  const { lines, zeroY, onsetX } = linesOf(path, bounds, WIDTH, HEIGHT);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden className="h-12 w-full" preserveAspectRatio="none">
      <line x1={0} x2={WIDTH} y1={zeroY} y2={zeroY} className="stroke-line" vectorEffect="non-scaling-stroke" />
      <line x1={onsetX} x2={onsetX} y1={0} y2={HEIGHT} className="stroke-amber/60" vectorEffect="non-scaling-stroke" />
      {lines.map((points, index) => (
        <polyline
          key={index}
          points={points}
          fill="none"
          strokeWidth={1.5}
          vectorEffect="non-scaling-stroke"
          className={tone}
        />
      ))}
    </svg>
  );
}

/** What the past did, in counts: never a share of a handful, never a word about now. */
function Outcomes({ moves }: { moves: readonly SimilarMove[] }) {
  return (
    <dl className="mt-3 flex flex-wrap gap-x-6 gap-y-1 text-xs" title={TEXT.past}>
      {HORIZON_HOURS.map((hours, horizon) => {
        const { on, known } = wentOn(moves, horizon);
        return (
          <div key={hours} className="flex gap-1.5">
            <dt className="text-muted">{TEXT.hours(hours)}</dt>
            <dd>{known === 0 ? TEXT.unknown : TEXT.wentOn(on, known)}</dd>
          </div>
        );
      })}
    </dl>
  );
}
