/** The two frames of an anomaly: a drawer over Live, which goes on underneath, and a page of its own. */
import { ANOMALY_TEXT } from '../../../src-shared/text/anomaly.ts';
import { ArrowLeft, Maximize2, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { go, hashOf, refine, useRoute } from '../../client/route.ts';
import { useCommand } from '../../client/use-command.ts';
import { IconButton } from '../../ui/parts.tsx';
import { Actions } from './actions.tsx';
import { AnomalyBody } from './anomaly-body.tsx';
import { useDetail } from './use-detail.ts';

const cite = (evidenceId: string): void => refine({ cite: evidenceId });

export function AnomalyDrawer({ id }: { id: string }) {
  const from = useDetail(id);
  const { params } = useRoute();
  const frame = useRef<HTMLElement>(null);
  const close = (): void => refine({ open: null, cite: null });
  useCommand('back', close);
  useEffect(() => {
    const before = document.activeElement;
    frame.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <aside
      ref={frame}
      role="dialog"
      aria-label={ANOMALY_TEXT.title}
      tabIndex={-1}
      className="absolute inset-y-0 right-0 z-20 flex w-full max-w-150 animate-drawer flex-col border-l border-line bg-panel shadow-overlay outline-none"
    >
      <header className="flex h-11 shrink-0 items-center justify-between gap-2 border-b border-line pr-2 pl-6">
        <span className="shrink-0 text-xs text-muted">{from.detail?.anomaly.symbol ?? from.row?.anomaly.symbol}</span>
        <div className="flex min-w-0 items-center gap-0.5">
          {from.detail !== undefined && <Actions key={id} detail={from.detail} />}
          <IconButton
            icon={Maximize2}
            label={ANOMALY_TEXT.page}
            onClick={() => go(hashOf('anomaly', { cite: params.cite }, id))}
          />
          <IconButton icon={X} label={ANOMALY_TEXT.close} onClick={close} />
        </div>
      </header>
      <div className="min-h-0 flex-1">
        <AnomalyBody key={id} from={from} cite={params.cite ?? null} onCite={cite} />
      </div>
    </aside>
  );
}

export function AnomalyPage({ id }: { id: string }) {
  const from = useDetail(id);
  const { params } = useRoute();
  const back = (): void => (history.length > 1 ? history.back() : go(hashOf('live')));
  useCommand('back', back);
  return (
    <section aria-label={ANOMALY_TEXT.title} className="flex h-full flex-col bg-panel">
      <header className="flex h-11 shrink-0 items-center justify-between gap-2 border-b border-line px-2">
        <div className="flex items-center gap-2">
          <IconButton icon={ArrowLeft} label={ANOMALY_TEXT.back} onClick={back} />
          <span className="text-xs text-muted">{from.detail?.anomaly.symbol}</span>
        </div>
        {from.detail !== undefined && <Actions key={id} detail={from.detail} />}
      </header>
      <div className="mx-auto min-h-0 w-full max-w-400 flex-1">
        <AnomalyBody key={id} from={from} cite={params.cite ?? null} onCite={cite} />
      </div>
    </section>
  );
}
