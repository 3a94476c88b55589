/** How the words became what they are: each accepted revision with what went and what came, newest first. */
import type { NarrativeRevision } from '../../../src-shared/narrative.ts';
import type { AnomalyDetail } from '../../../src-shared/ports/reader.ts';
import { ANOMALY_TEXT } from '../../../src-shared/text/anomaly.ts';
import { CAUSE_LABELS } from '../../../src-shared/text/labels.ts';
import { useZone } from '../../client/settings.ts';
import { exactText } from '../../ui/zone.ts';
import { changesBetween } from './word-changes.ts';

const TEXT = ANOMALY_TEXT.behind;

/** The last accepted draft of each revision, oldest first. */
export function acceptedRevisions({ revisions }: Pick<AnomalyDetail, 'revisions'>): NarrativeRevision[] {
  const byRevision = new Map<number, NarrativeRevision>();
  for (const one of [...revisions].sort(
    (a, b) => a.revision - b.revision || a.attempt - b.attempt || a.created_at - b.created_at,
  ))
    // prettier-ignore
    if (one.verdict.verdict === 'accepted') byRevision.set(one.revision, one);
  return [...byRevision.values()];
}

export const wordsOf = ({ draft }: NarrativeRevision): string => draft.sentences.map(({ text }) => text).join(' ');

export function Revisions({ revisions }: { revisions: readonly NarrativeRevision[] }) {
  const zone = useZone();
  return revisions
    .map((one, index) => ({ one, before: revisions[index - 1] }))
    .reverse()
    .map(({ one, before }) => (
      <article key={one.id} className="mb-4">
        <h3 className="text-2xs text-muted">
          {TEXT.changed(one.revision, exactText(one.created_at, zone))} · {CAUSE_LABELS[one.draft.cause]}
        </h3>
        {before === undefined ? (
          <First words={wordsOf(one)} />
        ) : (
          <Changed before={wordsOf(before)} after={wordsOf(one)} />
        )}
      </article>
    ));
}

const First = ({ words }: { words: string }) => (
  <p className="my-1 measure text-sm break-words">
    <bdi>{words}</bdi>
  </p>
);

function Changed({ before, after }: { before: string; after: string }) {
  if (before === after) return <p className="my-1 text-xs text-muted">{TEXT.sameWords}</p>;
  return (
    <p className="my-1 measure text-sm break-words" dir="auto">
      {changesBetween(before, after).map(({ kind, text }, index) => {
        const spaced = `${text} `;
        if (kind === 'gone') return <del key={index} className="text-muted">{spaced}</del>; // prettier-ignore
        return kind === 'come' ? <ins key={index} className="bg-accent/20 no-underline">{spaced}</ins> : spaced; // prettier-ignore
      })}
    </p>
  );
}
