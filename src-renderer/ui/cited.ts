/**
 * Sentences with the evidence each one cites, for small numerals behind the words. Exact from the accepted draft when it
 * is at hand; otherwise from the narrative's claims, matched in its text. Never invents a citation.
 */
import type { Narrative, NarrativeRevision } from '../../src-shared/narrative.ts';

export interface CitedSentence {
  readonly text: string;
  /** Evidence ids (`E3`), in the order cited, without repeats. */
  readonly cites: readonly string[];
}

const unique = (ids: readonly string[]): string[] => [...new Set(ids)];

export function splitSentences(text: string): string[] {
  const segments = new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text);
  return [...segments].map(({ segment }) => segment.trim()).filter((segment) => segment !== '');
}

/** The draft whose words are the narrative's, newest first. */
export function draftOf(narrative: Narrative, revisions: readonly NarrativeRevision[]): NarrativeRevision | null {
  const words = (text: string): string => text.replace(/\s+/g, ' ').trim();
  const wanted = words(narrative.narrative_text);
  const same = ({ draft }: NarrativeRevision): boolean =>
    words(draft.sentences.map(({ text }) => text).join(' ')) === wanted;
  return revisions.filter(same).sort((a, b) => b.created_at - a.created_at)[0] ?? null;
}

export function citedSentences(narrative: Narrative, revisions: readonly NarrativeRevision[] = []): CitedSentence[] {
  const draft = draftOf(narrative, revisions);
  if (draft !== null) return draft.draft.sentences.map(({ text, cites }) => ({ text, cites: unique(cites) }));
  return splitSentences(narrative.narrative_text).map((text) => ({ text, cites: citesWithin(text, narrative) }));
}

/** Claims that are this sentence, lie in it, or contain it. */
function citesWithin(sentence: string, { citations }: Narrative): string[] {
  const about = citations.filter(({ claim }) => {
    const words = claim.trim();
    return words !== '' && (sentence.includes(words) || words.includes(sentence));
  });
  return unique(about.flatMap(({ evidence_ids }) => evidence_ids));
}

/** `E12` → `12`. */
export const numeralOf = (evidenceId: string): string => evidenceId.replace(/^E/, '');

/** Only http and https addresses become links; everything else stays text. */
export function safeUrl(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const { protocol, href } = new URL(url);
  return protocol === 'https:' || protocol === 'http:' ? href : null;
}

/** The publisher's host, for the link's label. */
export const hostOf = (url: string): string => new URL(url).hostname.replace(/^www\./, '');
