/** The selected anomaly beside a list (History, Inbox); its citations live in the address. */
import { ANOMALY_TEXT } from '../../../src-shared/text/anomaly.ts';
import { refine } from '../../client/route.ts';
import { AnomalyBody } from './anomaly-body.tsx';
import { useDetail } from './use-detail.ts';

export function AnomalyPreview({ id, cite }: { id: string; cite: string | null }) {
  const from = useDetail(id);
  return (
    <aside aria-label={ANOMALY_TEXT.selected} className="w-120 shrink-0 border-l border-line">
      <AnomalyBody from={from} cite={cite} onCite={(evidence) => refine({ cite: evidence })} />
    </aside>
  );
}
