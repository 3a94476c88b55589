/** What can be done with an anomaly: say whether it helped and why, copy it as Markdown, take it along as a file. */
import { ClipboardCopy } from 'lucide-react';
import { useState } from 'react';
import { ANOMALY_TEXT } from '../../../src-shared/text/anomaly.ts';
import type { AnomalyDetail } from '../../../src-shared/ports/reader.ts';
import { useZone } from '../../client/settings.ts';
import { useCommand } from '../../client/use-command.ts';
import { copyText } from '../../ui/copy.ts';
import { IconButton } from '../../ui/parts.tsx';
import { markdownOf } from './detail-model.ts';
import { ExportMenu } from './export-menu.tsx';
import { Feedback } from './feedback.tsx';

const TEXT = ANOMALY_TEXT.actions;

export function Actions({ detail }: { detail: AnomalyDetail }) {
  const [said, setSaid] = useState('');
  const zone = useZone();
  const copy = async (): Promise<void> => {
    setSaid((await copyText(markdownOf(detail, zone))) ? TEXT.copied : TEXT.refused);
  };
  useCommand('copy', () => void copy());
  return (
    <div className="flex min-w-0 items-center gap-0.5">
      <span role="status" title={said} className="mr-2 truncate text-2xs text-muted">
        <bdi>{said}</bdi>
      </span>
      <Feedback detail={detail} tell={setSaid} />
      <IconButton icon={ClipboardCopy} label={TEXT.copy} onClick={() => void copy()} />
      <ExportMenu detail={detail} tell={setSaid} />
    </div>
  );
}
