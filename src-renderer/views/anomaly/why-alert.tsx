/** "Why did, or didn't, I get this alert?": one exact sentence, from what the detection and the sender stored. */
import { BellOff, BellRing } from 'lucide-react';
import { fateOf } from '../../../src-shared/alert-fate.ts';
import { fateSentence } from '../../../src-shared/text/alert-reasons.ts';
import { ANOMALY_TEXT } from '../../../src-shared/text/anomaly.ts';
import type { AnomalyDetail } from '../../../src-shared/ports/reader.ts';
import { useZone } from '../../client/settings.ts';
import { exactText } from '../../ui/zone.ts';

export function WhyAlert({ detail }: { detail: AnomalyDetail }) {
  const zone = useZone();
  const fate = fateOf(detail);
  const Icon = fate.kind === 'delivered' ? BellRing : BellOff;
  return (
    <section aria-labelledby="why-title" className="mt-4 flex gap-2 text-xs leading-normal" data-testid="why-alert">
      <Icon size={14} strokeWidth={1.5} aria-hidden className="mt-0.5 shrink-0 text-muted" />
      <div className="min-w-0">
        <h2 id="why-title" className="text-muted">
          {ANOMALY_TEXT.alert.title}
        </h2>
        <p className="measure break-words">
          <bdi>{fateSentence(fate, (time) => exactText(time, zone))}</bdi>
        </p>
      </div>
    </section>
  );
}
