/** What the Anomaly view shows, drawn from the stored detail: the evidence in force, what is cited, and which news it is. */
import type { EvidenceFact, NarrativeRevision } from '../../../src-shared/narrative.ts';
import type { AnomalyDetail } from '../../../src-shared/ports/reader.ts';
import { plainMarkdown } from '../../../src-shared/anomaly-lines.ts';
import { whyText } from '../../../src-shared/text/alert-reasons.ts';
import { ANOMALY_TEXT } from '../../../src-shared/text/anomaly.ts';
import { citedSentences, draftOf, numeralOf, safeUrl, splitSentences } from '../../ui/cited.ts';
import { headlineOf, verdictOf, verdictText } from '../../ui/words.ts';
import { exactText, type ZoneChoice } from '../../ui/zone.ts';

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

/** An address that Markdown cannot end early. */
const linkOf = (url: string | null): string | null => {
  const safe = safeUrl(url);
  return safe === null
    ? null
    : safe.replace(/[()<>\s]/g, (sign) => encodeURIComponent(sign).replace('(', '%28').replace(')', '%29'));
};

/**
 * The anomaly as Markdown: headline, sentences with numbered citations, verdict, why it was or was not an alert, and the numbered sources
 * with their links. Times carry their zone.
 */
export function markdownOf(detail: AnomalyDetail, zone: ZoneChoice = 'utc'): string {
  const { anomaly, narrative } = detail;
  const words = ANOMALY_TEXT.markdown;
  const at = (time: number): string => exactText(time, zone);
  const sentences = sentencesOf(detail).map(
    ({ text, cites }) => `${plainMarkdown(text)}${cites.map((id) => ` [${numeralOf(id)}]`).join('')}`,
  );
  const facts = factsOf(detail).map((fact) => `${numeralOf(fact.id)}. ${sourceLine(fact, at)}`);
  return [
    `# ${anomaly.symbol}: ${headlineOf(anomaly)}`,
    words.detected(at(anomaly.detected_at), at(anomaly.detection_metadata.onset)),
    sentences.length > 0 ? sentences.join(' ') : words.noExplanation,
    words.verdict(verdictText(narrative, anomaly.stage)),
    words.alert(plainMarkdown(whyText(detail, at))),
    ...(facts.length > 0 ? [`## ${words.evidence}\n\n${facts.join('\n')}`] : []),
  ].join('\n\n');
}

function sourceLine({ text, news }: EvidenceFact, at: (time: number) => string): string {
  if (news === null) return plainMarkdown(text);
  const link = linkOf(news.url);
  const title = plainMarkdown(news.title);
  return `${link === null ? title : `[${title}](${link})`} (${plainMarkdown(news.source)}, ${at(news.published_at)})`;
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
