/**
 * The narrator without a model: always available, exact, two sentences. It asks the same five tools as a model would, so
 * that every narrative says what was checked. A tool whose store cannot be read is recorded with its fault, not hidden.
 */
import { baseOf, HOUR_MS, MINUTE_MS } from '../../src-shared/market.ts';
import { faultOf } from '../../src-shared/fault.ts';
import type { Evidence, EvidenceFact, ToolName } from '../../src-shared/narrative.ts';
import type { Narrator } from '../../src-shared/ports/narrator.ts';
import { classifyCause, type CauseFinding } from './cause.ts';
import type { NewsFact } from './news-facts.ts';
import { directionOf, type CauseOptions } from './sight.ts';
import { moveSentence, reasonSentence } from './template-words.ts';
import type { Tools } from './tools/create-tools.ts';

export interface TemplateNarratorOptions extends Partial<Omit<CauseOptions, 'names'>> {
  readonly tools: Tools;
  /** Names of an asset (`SOL` → Solana, …). */
  readonly namesOf?: (asset: string) => readonly string[];
}

export const TEMPLATE = 'template';
const DEFAULT_POLL_MS = 5 * MINUTE_MS;
const MAX_CHECKED = 5;

export function createTemplateNarrator({
  tools,
  pollIntervalMs = DEFAULT_POLL_MS,
  replay = false,
  namesOf,
}: TemplateNarratorOptions): Narrator {
  return {
    provider: TEMPLATE,
    async write(evidence, _findings, signal) {
      signal.throwIfAborted();
      const names = namesOf?.(baseOf(evidence.symbol)) ?? [];
      const finding = classifyCause(evidence, { pollIntervalMs, replay, names });
      const toolResults = await askTools(tools, evidence, finding);
      const sentences = [moveSentence(evidence), reasonSentence(evidence, finding)];
      const toolsUsed = Object.keys(toolResults) as ToolName[];
      return { draft: { sentences, cause: finding.cause }, toolsUsed, toolResults, model: null };
    },
  };
}

async function askTools(tools: Tools, evidence: Evidence, finding: CauseFinding): Promise<Record<ToolName, unknown>> {
  const items = checkedItems(evidence, finding);
  const window = windowOf(evidence);
  const base = baseOf(evidence.symbol);
  const symbols = evidence.facts.flatMap((fact) => symbolOf(evidence, fact));
  const [stamp, sentiment, past, market, social] = await Promise.all([
    told(tools.verify_timestamp.run({ onset: evidence.onset, items: items.map(itemOf) })),
    told(tools.sentiment_check.run({ direction: directionWord(evidence), items: items.map(itemOf) })),
    told(
      tools.search_historical.run({
        symbol: evidence.symbol,
        before: evidence.onset,
        price_change_pct: changeOf(evidence),
      }),
    ),
    told(tools.check_market_context.run({ venue: evidence.venue ?? '', symbols, ...window })),
    told(tools.check_social_sentiment.run({ asset: base, from: evidence.onset - HOUR_MS, to: evidence.built_at })),
  ]);
  return {
    verify_timestamp: stamp,
    sentiment_check: sentiment,
    search_historical: past,
    check_market_context: market,
    check_social_sentiment: social,
  };
}

async function told(result: Promise<unknown>): Promise<unknown> {
  try {
    return await result;
  } catch (error) {
    const known = faultOf(error);
    if (known === null) throw error;
    return { fault: `${known.kind}: ${known.detail}` };
  }
}

/** What the text cites; without a citation the linked reports nearest in the evidence's order. */
function checkedItems(evidence: Evidence, finding: CauseFinding): NewsFact[] {
  const news = evidence.facts.filter((fact): fact is NewsFact => fact.news !== null);
  const cited = news.filter((fact) => finding.citedIds.includes(fact.id));
  return (cited.length > 0 ? cited : news.filter((fact) => fact.news.linked)).slice(0, MAX_CHECKED);
}

const itemOf = ({ id, news }: NewsFact) => ({ evidence_id: id, title: news.title, published_at: news.published_at });

const directionWord = (evidence: Evidence): 'up' | 'down' | 'none' => {
  const sign = directionOf(evidence);
  return sign > 0 ? 'up' : sign < 0 ? 'down' : 'none';
};

const changeOf = (evidence: Evidence): number | null =>
  evidence.facts.find((fact) => fact.kind === 'move' && fact.unit === 'percent')?.value ?? null;

function windowOf(evidence: Evidence): { from: number; to: number } {
  const minutes = evidence.facts.find((fact) => fact.kind === 'move' && fact.unit === 'minutes')?.value ?? 60;
  return { from: evidence.detected_at - minutes * MINUTE_MS, to: evidence.detected_at };
}

/** The symbols that the market facts name. */
function symbolOf(evidence: Evidence, fact: EvidenceFact): string[] {
  if (fact.kind !== 'market' || fact.unit !== 'percent') return [];
  const name = fact.text.split(' ')[0] ?? '';
  return [name === 'BTC' ? `BTC${evidence.symbol.slice(baseOf(evidence.symbol).length)}` : name];
}
