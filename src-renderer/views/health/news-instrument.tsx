/** The news sources: how many can be read, and each one with its state; and what tells headlines alike. */
import type { EmbedderHealth, SourceHealth } from '../../../src-shared/health.ts';
import { HEALTH_TEXT } from '../../../src-shared/text/health.ts';
import { Since } from '../../ui/time.tsx';
import { Facts, Instrument } from './instrument.tsx';
import { NewsNotes } from './news-notes.tsx';

const isWell = ({ state }: SourceHealth): boolean => state === 'ok' || state === 'unchanged' || state === 'idle';

export function NewsInstrument({ sources, embedder }: { sources: readonly SourceHealth[]; embedder: EmbedderHealth }) {
  const wanted = sources.filter(({ state }) => state !== 'disabled');
  const well = wanted.filter(isWell).length;
  return (
    <Instrument
      name={HEALTH_TEXT.news}
      warn={well < wanted.length}
      reading={HEALTH_TEXT.newsReading(well, wanted.length)}
      promise={HEALTH_TEXT.newsPromise}
    >
      <Facts
        rows={[
          ...sources.map((source) => [source.id, <Reading key={source.id} source={source} />] as const),
          [HEALTH_TEXT.embedder, <EmbedderReading key="embedder" embedder={embedder} />],
        ]}
      />
      <NewsNotes sources={sources} />
    </Instrument>
  );
}

function Reading({ source }: { source: SourceHealth }) {
  const quiet = isWell(source) || source.state === 'disabled';
  return (
    <span title={source.detail ?? undefined} className={quiet ? '' : 'text-amber'}>
      {HEALTH_TEXT.sourceStates[source.state]}{' '}
      {source.lastOkAt !== null && <Since time={source.lastOkAt} className="text-muted" />}
    </span>
  );
}

/** Which embedder is really in use; one that stands in says for which and why. */
function EmbedderReading({ embedder: { chosen, used, state, detail } }: { embedder: EmbedderHealth }) {
  const standsIn = used !== chosen;
  return (
    <span title={detail ?? undefined} className={state === 'fallback' ? 'text-amber' : ''}>
      {standsIn ? HEALTH_TEXT.insteadOf(used, chosen) : used}
    </span>
  );
}
