/** What the Anomaly view shows, drawn from the stored detail: the evidence in force, what is cited, and which news it is. */
import type { EvidenceFact, NarrativeRevision } from '../../../src-shared/narrative.ts';
import type { AnomalyDetail } from '../../../src-shared/ports/reader.ts';
import { citedSentences, draftOf, splitSentences } from '../../ui/cited.ts';
import { headlineOf, verdictOf, verdictText } from '../../ui/words.ts';
import { exactText } from '../../ui/zone.ts';

/** The draft whose words are shown; else the newest one, so that a withheld text can be read with its reasons. */
export function revisionInForce({ narrative, revisions }: AnomalyDetail): NarrativeRevision | null {
  const shown = narrative === null ? null : draftOf(narrative, revisions);
  return shown ?? [...revisions].sort((a, b) => b.created_at - a.created_at)[0] ?? null;
}

export const factsOf = (detail: AnomalyDetail): readonly EvidenceFact[] =>
  revisionInForce(detail)?.evidence.facts ?? [];

/** Evidence id of each cited article. */
export function citedArticles(detail: AnomalyDetail): ReadonlyMap<string, string> {
  const cited = new Set(sentencesOf(detail).flatMap(({ cites }) => cites));
  return new Map(
    factsOf(detail).flatMap(({ id, news }) => (news !== null && cited.has(id) ? [[news.article_id, id] as const] : [])),
  );
}

export const sentencesOf = ({ narrative, revisions }: AnomalyDetail) =>
  narrative === null || !['accepted', 'unknown'].includes(verdictOf(narrative))
    ? []
    : citedSentences(narrative, revisions);

const escapeMarkdown = (text: string): string => text.replace(/([\\`*_{}[\]<>#|!])/g, '\\$1');

/** The anomaly as Markdown, with its evidence as a numbered list. Times in UTC, so that it means the same to every reader. */
export function markdownOf(detail: AnomalyDetail): string {
  const { anomaly, narrative } = detail;
  const sentences = sentencesOf(detail).map(
    ({ text, cites }) => `${escapeMarkdown(text)}${cites.map((id) => ` [${id}]`).join('')}`,
  );
  const facts = factsOf(detail).map(({ id, text, news }) => {
    const source =
      news === null
        ? ''
        : ` (${escapeMarkdown(news.source)}, ${exactText(news.published_at, 'utc')}${news.url === null ? '' : `, ${news.url}`})`;
    return `- ${id}: ${escapeMarkdown(text)}${source}`;
  });
  return [
    `# ${anomaly.symbol}: ${headlineOf(anomaly)}`,
    `Detected ${exactText(anomaly.detected_at, 'utc')}, onset ${exactText(anomaly.detection_metadata.onset, 'utc')}`,
    sentences.length > 0 ? sentences.join(' ') : 'No checked explanation.',
    `Verdict: ${verdictText(narrative, anomaly.stage)}`,
    ...(facts.length > 0 ? [`## Evidence\n\n${facts.join('\n')}`] : []),
  ].join('\n\n');
}

/** The stored detail without the embeddings, which nobody reads. */
export const jsonOf = (detail: AnomalyDetail): string =>
  JSON.stringify(detail, (key, value: unknown) => (key === 'embedding' ? undefined : value), 2);

/** The sentence a finding is about, for its label. */
export function claimText(revision: NarrativeRevision, claim: number | null): string | null {
  if (claim === null) return null;
  return (
    revision.draft.sentences[claim]?.text ??
    splitSentences(revision.draft.sentences.map(({ text }) => text).join(' '))[claim] ??
    null
  );
}
