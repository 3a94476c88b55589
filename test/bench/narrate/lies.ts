/**
 * True narratives of every kind, and the same with one lie in them: what the rules let through and what they refuse. And whether
 * what is cited is what the sentence rests on: every cited item's facts stand in the sentence, and nothing stands there uncited.
 */
import { seededRandom } from '../../../src-main/base/random.ts';
import { judgeByRules } from '../../../src-main/validate/verdict.ts';
import { MUTATIONS } from '../../corpora/mutations/mutate.ts';
import { KINDS, namesOf, randomCase } from '../../fixtures/narrative/cases.ts';
import { writeAndJudge } from '../../fixtures/narrative/write.ts';
import type { Draft, Evidence } from '../../../src-shared/narrative.ts';

export interface Lies {
  readonly truths: number;
  readonly refused: number;
  readonly lies: number;
  readonly kinds: number;
  readonly missed: readonly string[];
  /** Of cited ids and of numbers in the sentences. */
  readonly citations: {
    readonly cited: number;
    readonly used: number;
    readonly needed: number;
    readonly given: number;
  };
  /** Causal verbs in texts whose class is not a likely cause. */
  readonly unlicensed: number;
}

const CAUSAL = /\b(?:caused|because|due to|triggered|sparked|led to|drove|after news)\b/iu;

export async function tellLies(seed: string, cases: number): Promise<Lies> {
  const random = seededRandom(seed);
  const kinds = new Set<string>();
  const missed: string[] = [];
  let [refused, lies, unlicensed] = [0, 0, 0];
  const citations = { cited: 0, used: 0, needed: 0, given: 0 };
  for (let i = 0; i < cases; i++) {
    const { evidence } = randomCase(random, KINDS[i % KINDS.length]);
    const { draft, verdict, toolsUsed, toolResults, text } = await writeAndJudge(evidence);
    if (verdict.verdict === 'withheld') refused += 1;
    if (draft.cause !== 'likely_cause' && CAUSAL.test(text.replace(/“[^”]*”/gu, ''))) unlicensed += 1;
    countCitations(draft, evidence, citations);
    for (const [name, mutate] of Object.entries(MUTATIONS)) {
      const lie = mutate(draft, evidence, random);
      if (lie === null) continue;
      kinds.add(name);
      lies += 1;
      if (judgeByRules(lie, evidence, { namesOf, toolsUsed, toolResults }).verdict === 'accepted') missed.push(name);
    }
  }
  return { truths: cases, refused, lies, kinds: kinds.size, missed, citations, unlicensed };
}

/** A cited fact is used when its number, time, name or title stands in the sentence; a number or title is given when a cited fact holds it. */
function countCitations(
  draft: Draft,
  evidence: Evidence,
  sum: { cited: number; used: number; needed: number; given: number },
): void {
  const byId = new Map(evidence.facts.map((fact) => [fact.id, fact]));
  for (const { text, cites } of draft.sentences) {
    const facts = cites.flatMap((id) => byId.get(id) ?? []);
    sum.cited += cites.length;
    sum.used += facts.filter((fact) => isUsed(fact, text)).length;
    const spoken = [...text.matchAll(/\d+(?:\.\d+)?(?= %| times| min)|“[^”]+”/gu)].map(([word]) => word);
    sum.needed += spoken.length;
    sum.given += spoken.filter((word) => facts.some((fact) => holds(fact, word))).length;
  }
}

/** Silence has no number: it is used where the sentence speaks of it. */
function isUsed({ kind, text }: Evidence['facts'][number], sentence: string): boolean {
  if (kind === 'quiet') return sentence.includes('no linked report');
  if (kind === 'source_down') return sentence.includes('could not be read');
  return wordsIn(text).some((word) => sentence.includes(word));
}

const wordsIn = (text: string): string[] => text.match(/\d+(?:\.\d+)?|\p{Lu}[\p{L}]{2,}/gu) ?? [];

/** Whether the fact says the number (an offset in minutes counts as said by the item's time) or the title. */
function holds(fact: Evidence['facts'][number], word: string): boolean {
  if (word.startsWith('“')) return fact.news !== null;
  if (fact.text.includes(word)) return true;
  if (fact.news !== null) return Math.round(Math.abs(fact.news.time_diff_minutes)) === Number(word);
  return (
    fact.value !== null &&
    Math.abs(Math.abs(fact.unit === 'share' ? 100 * fact.value : fact.value) - Number(word)) < 0.5
  );
}
