/** One anomaly down the cold path without a store: news, placebo levels, evidence, template, rules. What the narrative benches measure. */
import type { Anomaly } from '../../../src-shared/anomaly.ts';
import { baseOf, HOUR_MS, MINUTE_MS, type EpochMs } from '../../../src-shared/market.ts';
import type { Draft, Evidence, Verdict } from '../../../src-shared/narrative.ts';
import type { NewsItem } from '../../../src-shared/news.ts';
import { createPlacebos } from '../../../src-main/flow/placebos.ts';
import { classifyCause, type CauseFinding } from '../../../src-main/narrate/cause.ts';
import { buildEvidence } from '../../../src-main/narrate/evidence.ts';
import { emptyContext } from '../../../src-main/narrate/market-context.ts';
import { createTemplateNarrator } from '../../../src-main/narrate/template-narrator.ts';
import { createTools } from '../../../src-main/narrate/tools/create-tools.ts';
import { lexicalEmbedder } from '../../../src-main/news/embedder-lexical.ts';
import { investigate } from '../../../src-main/news/investigate.ts';
import { loadLinker } from '../../../src-main/news/linker.ts';
import { lexiconSentiment } from '../../../src-main/news/sentiment.ts';
import { judgeByRules } from '../../../src-main/validate/verdict.ts';
import { memoryReader } from '../../fixtures/narrative/memory-reader.ts';

export const POLL_MS = 5 * MINUTE_MS;
export const linker = loadLinker();
export const namesOf = (asset: string): readonly string[] => linker.namesOf(asset);

export interface Desk {
  evidenceOf(anomaly: Anomaly, now?: EpochMs): Promise<Evidence>;
  causeOf(evidence: Evidence): CauseFinding;
  write(evidence: Evidence): Promise<{ draft: Draft; verdict: Verdict; text: string }>;
}

/** A desk over an archive held in memory, as a replay sees it. */
export function deskOver(news: readonly NewsItem[]): Desk {
  const reader = memoryReader({ news });
  const options = { pollIntervalMs: POLL_MS, replay: true };
  const placeboOf = createPlacebos({ reader, namesOf, ...options });
  const narrator = createTemplateNarrator({ tools: createTools({ reader, linker, sentiment: lexiconSentiment }), namesOf, ...options }); // prettier-ignore
  return {
    async evidenceOf(anomaly, now = anomaly.detection_metadata.onset + 3 * HOUR_MS) {
      const investigation = await investigate({ anomaly, now, reader, linker, embedder: lexicalEmbedder, minClusterSize: 2, unreadable: [] }); // prettier-ignore
      const context = emptyContext(anomaly);
      return buildEvidence({ anomaly, investigation, context, placebo: await placeboOf(anomaly, context), now });
    },
    causeOf: (evidence) => classifyCause(evidence, { ...options, names: namesOf(baseOf(evidence.symbol)) }),
    async write(evidence) {
      const { draft, toolsUsed, toolResults } = await narrator.write(evidence, [], new AbortController().signal);
      const verdict = judgeByRules(draft, evidence, { namesOf, toolsUsed, toolResults });
      return { draft, verdict, text: draft.sentences.map((sentence) => sentence.text).join(' ') };
    },
  };
}
