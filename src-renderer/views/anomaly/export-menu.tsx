/** What of an anomaly can be taken along as a file. Opens by button, key and palette; each choice saves and says where. */
import { Download } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { ANOMALY_TEXT } from '../../../src-shared/text/anomaly.ts';
import type { AnomalyDetail } from '../../../src-shared/ports/reader.ts';
import { useEngine } from '../../client/engine.tsx';
import { faultText } from '../../client/fault-text.ts';
import { useZone } from '../../client/settings.ts';
import { useCommand } from '../../client/use-command.ts';
import { IconButton } from '../../ui/parts.tsx';
import { fileName, saveFile } from '../../ui/save-file.ts';
import { markdownOf } from './detail-model.ts';
import { spanOf } from './event-span.ts';
import { evidenceCsv, pricesCsv } from './export-files.ts';
import { pictureOf } from './picture.ts';

const TEXT = ANOMALY_TEXT.actions;
const KINDS = ['markdown', 'picture', 'bundle', 'evidence', 'prices'] as const;
type Kind = (typeof KINDS)[number];

export function ExportMenu({ detail, tell }: { detail: AnomalyDetail; tell: (words: string) => void }) {
  const [open, setOpen] = useState(false);
  const save = useSave(detail);
  useCommand('export', () => setOpen(true));
  const choose = async (kind: Kind): Promise<void> => {
    setOpen(false);
    tell(await save(kind).then(TEXT.saved, (error: unknown) => TEXT.notSaved(faultText(error))));
  };
  return (
    <span className="relative">
      <IconButton icon={Download} label={TEXT.export} aria-expanded={open} onClick={() => setOpen(!open)} />
      {open && <Menu onChoose={(kind) => void choose(kind)} onClose={() => setOpen(false)} />}
    </span>
  );
}

function Menu({ onChoose, onClose }: { onChoose: (kind: Kind) => void; onClose: () => void }) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => list.current?.querySelector('button')?.focus(), []);
  const step = (by: 1 | -1): void => {
    const items = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = items.findIndex((item) => item === document.activeElement);
    items[(at + by + items.length) % items.length]?.focus();
  };
  return (
    <ul
      ref={list}
      aria-label={TEXT.export}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') step(event.key === 'ArrowDown' ? 1 : -1);
        else if (event.key === 'Escape') onClose();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && onClose()}
      className="absolute top-8 right-0 z-30 w-64 rounded-sm border border-line bg-panel py-1 shadow-overlay"
    >
      {KINDS.map((kind) => (
        <li key={kind}>
          <button
            type="button"
            data-inset-focus
            title={kind === 'bundle' ? TEXT.bundleHint : undefined}
            onClick={() => onChoose(kind)}
            className="h-8 w-full px-3 text-left text-xs hover:bg-raised focus:bg-raised"
          >
            {TEXT[kind]}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Saves one kind and resolves to the file's name. */
function useSave(detail: AnomalyDetail): (kind: Kind) => Promise<string> {
  const { client } = useEngine();
  const zone = useZone();
  const { anomaly } = detail;
  const candles = async () => (await client.candles({ symbol: anomaly.symbol, ...spanOf(anomaly), limit: 1500 })).candles; // prettier-ignore
  const make: Record<Kind, () => Promise<readonly [part: BlobPart, ending: string, type: string]>> = {
    markdown: async () => [`${markdownOf(detail, zone)}\n`, 'md', 'text/markdown'],
    bundle: async () => [`${JSON.stringify(await client.anomalies.bundle({ id: anomaly.id }), null, 2)}\n`, 'bundle.json', 'application/json'], // prettier-ignore
    evidence: async () => [evidenceCsv(detail), 'evidence.csv', 'text/csv'],
    prices: async () => [pricesCsv(await candles()), 'prices.csv', 'text/csv'],
    picture: async () => [await pictureOf(detail, await candles(), zone), 'png', 'image/png'],
  };
  return async (kind) => {
    const [part, ending, type] = await make[kind]();
    const name = fileName(anomaly.symbol, anomaly.detected_at, ending);
    saveFile(name, [part], type);
    return name;
  };
}
