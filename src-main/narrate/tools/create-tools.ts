/** The five tools over one store, by name. */
import type { ToolName } from '../../../src-shared/narrative.ts';
import { createCheckMarketContext } from './check-market-context.ts';
import { createCheckSocialSentiment } from './check-social-sentiment.ts';
import { createSearchHistorical } from './search-historical.ts';
import { createSentimentCheck } from './sentiment-check.ts';
import type { Tool, ToolPorts } from './tool.ts';
import { createVerifyTimestamp } from './verify-timestamp.ts';

export function createTools(ports: ToolPorts) {
  return {
    verify_timestamp: createVerifyTimestamp(ports),
    sentiment_check: createSentimentCheck(ports),
    search_historical: createSearchHistorical(ports),
    check_market_context: createCheckMarketContext(ports),
    check_social_sentiment: createCheckSocialSentiment(ports),
  } satisfies Record<ToolName, Pick<Tool, 'name' | 'call' | 'inputSchema' | 'outputSchema'>>;
}
export type Tools = ReturnType<typeof createTools>;
