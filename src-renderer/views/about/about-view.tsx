/** About: the version, where the data lie, what a report of trouble needs, the chart library's attribution, and every shipped licence. */
import { ArrowLeft, ClipboardCopy } from 'lucide-react';
import { useState } from 'react';
import { ABOUT_TEXT as TEXT } from '../../../src-shared/text/about.ts';
import { useHealth } from '../../client/engine.tsx';
import { hashOf } from '../../client/route.ts';
import { useSettings } from '../../client/settings.ts';
import { useEngineInfo } from '../../client/setup.ts';
import { copyText } from '../../ui/copy.ts';
import { ExternalLink } from '../../ui/external-link.tsx';
import { Mark } from '../../ui/mark.tsx';
import { Button, IconButton } from '../../ui/parts.tsx';
import { diagnosticsOf } from './diagnostics.ts';
import { LicenceList } from './licence-list.tsx';
import { Section } from './section.tsx';

const CHARTS = 'https://www.tradingview.com/';

export function AboutView() {
  const info = useEngineInfo();
  return (
    <div className="h-full overflow-y-auto" tabIndex={-1}>
      <div className="mx-auto max-w-180 px-6 py-5">
        <a
          href={hashOf('settings')}
          className="mb-4 inline-flex items-center gap-1.5 text-xs text-muted hover:text-text"
        >
          <ArrowLeft size={14} strokeWidth={1.5} aria-hidden />
          {TEXT.back}
        </a>
        <header className="mb-6 flex items-start gap-4">
          <Mark className="mt-0.5" />
          <div>
            <h1 className="text-lg font-semibold">{TEXT.name}</h1>
            <p className="text-sm text-muted">
              {info === undefined ? '' : `${TEXT.version(info.version)} · `}
              {TEXT.own}
            </p>
            <p className="measure mt-1 text-sm text-pretty">{TEXT.what}</p>
          </div>
        </header>
        <Place />
        <Section title={TEXT.charts}>
          <p className="text-sm">
            <ExternalLink url={CHARTS}>{TEXT.chartsBy}</ExternalLink>
          </p>
          <p className="text-xs leading-normal text-muted">{TEXT.chartsNotice}</p>
          <p className="text-xs leading-normal text-muted text-pretty">{TEXT.chartsHint}</p>
        </Section>
        <LicenceList />
      </div>
    </div>
  );
}

function Place() {
  const info = useEngineInfo();
  const health = useHealth();
  const settings = useSettings();
  const [said, setSaid] = useState('');
  const copy = async (text: string): Promise<void> => setSaid((await copyText(text)) ? TEXT.copied : TEXT.refused);
  const report = (): void => void copy(diagnosticsOf({ info, health, settings, userAgent: navigator.userAgent }));
  return (
    <Section title={TEXT.place}>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1 text-sm">
        <dt className="text-muted">{TEXT.dataFolder}</dt>
        <dd className="flex items-center gap-1">
          <span className="min-w-0 truncate font-mono text-xs" title={info?.dataFolder}>
            {info?.dataFolder ?? '–'}
          </span>
          {info !== undefined && (
            <IconButton icon={ClipboardCopy} label={TEXT.copyPath} onClick={() => void copy(info.dataFolder)} />
          )}
        </dd>
        <dt className="text-muted">{TEXT.database}</dt>
        <dd className="truncate font-mono text-xs leading-6" title={info?.database}>
          {info?.database ?? '–'}
        </dd>
        <dt className="text-muted">{TEXT.runtime}</dt>
        <dd className="text-xs leading-6">{info === undefined ? '–' : `Node ${info.node}, ${info.platform}`}</dd>
      </dl>
      <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button onClick={report}>{TEXT.diagnostics}</Button>
        <p className="min-w-0 flex-1 basis-60 text-xs leading-normal text-muted text-pretty">{TEXT.diagnosticsHint}</p>
        <span role="status" className="text-xs">
          {said}
        </span>
      </div>
    </Section>
  );
}
