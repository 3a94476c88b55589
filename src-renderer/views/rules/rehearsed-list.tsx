/** What would have alerted, newest first, with the reason of each; ordinary anomalies on request. */
import { useState } from 'react';
import { baseOf } from '../../../src-shared/market.ts';
import { RULES_TEXT } from '../../../src-shared/text/rules.ts';
import { useZone } from '../../client/settings.ts';
import { toneOf } from '../../ui/change.tsx';
import { RarityDots } from '../../ui/rarity.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { directionOf, sizeText } from '../../ui/words.ts';
import { clockText, dayText, exactText } from '../../ui/zone.ts';
import type { Rehearsed } from './use-rehearsal.ts';

const MOST = 200;
const KINDS = ['sent', 'digest', 'below_level'] as const;
type Kind = (typeof KINDS)[number];

export function RehearsedList({ rows }: { rows: readonly Rehearsed[] }) {
  const [kind, setKind] = useState<Kind>('sent');
  const ofKind = (each: Kind): Rehearsed[] => rows.filter(({ outcome }) => outcome === each);
  const shown = ofKind(kind).sort((a, b) => b.anomaly.detected_at - a.anomaly.detected_at);
  return (
    <section aria-label={RULES_TEXT.happened}>
      <Tabs
        label={RULES_TEXT.outcome}
        value={kind}
        options={KINDS.map((each) => ({ key: each, name: RULES_TEXT.outcomes[each], count: ofKind(each).length }))}
        onChange={setKind}
      />
      <ul className="mt-2 border-t border-line">
        {shown.slice(0, MOST).map((row) => (
          <Row key={row.anomaly.id} row={row} />
        ))}
      </ul>
      {shown.length === 0 && <p className="py-3 text-xs text-muted">{RULES_TEXT.noneInTime}</p>}
      {shown.length > MOST && <p className="py-3 text-xs text-muted">{RULES_TEXT.newestShown(MOST)}</p>}
    </section>
  );
}

function Row({ row: { anomaly, reason } }: { row: Rehearsed }) {
  const zone = useZone();
  return (
    <li className="grid grid-cols-[92px_48px_72px_30px_1fr] items-center gap-3 border-b border-line py-1.5 text-xs">
      <span className="text-muted" title={exactText(anomaly.detected_at, zone)}>
        {dayText(anomaly.detected_at, zone)} {clockText(anomaly.detected_at, zone)}
      </span>
      <span className="truncate font-semibold">{baseOf(anomaly.symbol)}</span>
      <span className={`text-right font-medium whitespace-nowrap ${toneOf(directionOf(anomaly))}`}>
        {sizeText(anomaly)}
      </span>
      <RarityDots lambda={anomaly.detection_metadata.lambda_per_day} />
      <span className="truncate text-muted" title={reason}>
        {reason}
      </span>
    </li>
  );
}
