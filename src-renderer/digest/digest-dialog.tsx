/** While you were away: the rarest moves with their sentences, then what the causes were. A click opens the anomaly. */
import { baseOf } from '../../src-shared/market.ts';
import type { AnomalyWithNarrative } from '../../src-shared/ports/reader.ts';
import { DIGEST_TEXT } from '../../src-shared/text/digest.ts';
import { useEngine } from '../client/engine.tsx';
import { go, hashOf } from '../client/route.ts';
import { toneOf } from '../ui/change.tsx';
import { Overlay } from '../ui/overlay.tsx';
import { Button } from '../ui/parts.tsx';
import { RarityDots } from '../ui/rarity.tsx';
import { Sentences } from '../ui/sentences.tsx';
import { Clock } from '../ui/time.tsx';
import { directionOf, moveMinutes, sizeText, spanText } from '../ui/words.ts';
import type { Absence } from './away.ts';
import { digestLine, type Digest } from './digest-model.ts';

interface DigestDialogProps {
  readonly digest: Digest;
  readonly absence: Absence;
  readonly since: string;
  readonly onClose: () => void;
}

export function DigestDialog({ digest, absence, since, onClose }: DigestDialogProps) {
  const { client } = useEngine();
  const open = (id: string, cite?: string): void => {
    onClose();
    go(hashOf('anomaly', { cite }, id));
  };
  const done = (): void => {
    void client.anomalies.seenUntil({ until: Math.floor(absence.to) });
    onClose();
  };
  const whyHash = hashOf('why', { from: String(Math.floor(absence.from)), to: String(Math.floor(absence.to)) });
  return (
    <Overlay label={DIGEST_TEXT.title} onClose={onClose} width="max-w-160">
      <div className="max-h-[70vh] overflow-y-auto p-6" tabIndex={-1}>
        <h2 className="text-lg font-semibold">{DIGEST_TEXT.title}</h2>
        <p className="mt-1 text-xs text-muted">
          {DIGEST_TEXT.since(since, digestLine(digest))}.{' '}
          {digest.causes.map(([label, count]) => DIGEST_TEXT.causeCount(label, count)).join(' · ')}
        </p>
        <ol aria-label={DIGEST_TEXT.rarest} className="mt-4 border-t border-line">
          {digest.rarest.map((row) => (
            <Item key={row.anomaly.id} row={row} onOpen={open} />
          ))}
        </ol>
      </div>
      <footer className="flex items-center justify-end gap-3 border-t border-line px-6 py-3">
        {digest.count > digest.rarest.length && (
          <a href={hashOf('history')} onClick={onClose} className="text-xs text-accent hover:underline">
            {DIGEST_TEXT.all(digest.count)}
          </a>
        )}
        <a href={whyHash} onClick={onClose} className="mr-auto text-xs text-accent hover:underline">
          {DIGEST_TEXT.why}
        </a>
        <Button onClick={onClose}>{DIGEST_TEXT.close}</Button>
        <Button primary onClick={done}>
          {DIGEST_TEXT.markSeen}
        </Button>
      </footer>
    </Overlay>
  );
}

function Item({ row, onOpen }: { row: AnomalyWithNarrative; onOpen: (id: string, cite?: string) => void }) {
  const { anomaly, narrative } = row;
  return (
    <li className="border-b border-line py-3">
      <button
        type="button"
        onClick={() => onOpen(anomaly.id)}
        className="flex w-full items-baseline gap-3 rounded-xs text-left text-sm font-semibold hover:underline"
      >
        <span>
          {baseOf(anomaly.symbol)} <span className={toneOf(directionOf(anomaly))}>{sizeText(anomaly)}</span>{' '}
          <span className="font-normal text-muted">{DIGEST_TEXT.inSpan(spanText(moveMinutes(anomaly)))}</span>
        </span>
        <RarityDots lambda={anomaly.detection_metadata.lambda_per_day} />
        <Clock time={anomaly.detected_at} withZone className="ml-auto text-xs font-normal text-muted" />
      </button>
      <div className="mt-1">
        <Sentences
          narrative={narrative}
          stage={anomaly.stage}
          onCite={(cite) => onOpen(anomaly.id, cite)}
          className="text-sm text-muted"
        />
      </div>
    </li>
  );
}
