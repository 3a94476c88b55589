/** The cold half of the composition root: news, evidence, narrative and verdict, put together for the cold path. No logic here. */
import { MINUTE_MS } from '../src-shared/market.ts';
import type { EngineParts } from './engine-parts.ts';
import { environmentSecrets } from './base/secrets.ts';
import { createColdPath, type ColdPath } from './flow/cold-path.ts';
import type { Models } from './flow/models.ts';
import { createWalk } from './flow/walk.ts';
import { createWriting } from './flow/writing.ts';
import { usageBookOf } from './narrate/model/budget.ts';
import { createEmbedder } from './news/embed/create-embedder.ts';
import type { EmbedderSwitch } from './news/embed/fallback.ts';
import { loadLinker } from './news/linker.ts';
import { createNewsDesk, type NewsDesk } from './news/news-desk.ts';
import { lexiconSentiment } from './news/sentiment.ts';
import type { Hub } from './publish/hub.ts';

export type ColdParts = Omit<EngineParts, 'feed' | 'senders' | 'thresholds'> & {
  readonly hub: Hub;
  readonly onFault: (detail: string) => void;
};

export function assembleCold(parts: ColdParts): {
  desk: NewsDesk;
  cold: ColdPath;
  models: Models;
  embedder: EmbedderSwitch;
} {
  const { clock, reader, writer, logger, live, hub, onFault, random, signal } = parts;
  const { news, minClusterSize, embedder: chosen } = parts.settings();
  const offline = !live || parts.state.simulated;
  const embedder = createEmbedder({ settings: chosen, offline, wall: clock.wall, random, onFault, signal });
  const linker = loadLinker();
  const desk = createNewsDesk({
    sources: [...parts.newsSources],
    linker,
    sentiment: lexiconSentiment,
    embedder,
    reader,
    writer,
    market: clock.market,
    wall: clock.wall,
    logger,
    pollMs: news.pollMinutes * MINUTE_MS,
    minClusterSize,
  });
  const writing = createWriting({
    reader,
    linker,
    sentiment: lexiconSentiment,
    symbols: parts.symbols,
    pollIntervalMs: desk.pollIntervalMs,
    replay: !live,
    simulated: parts.state.simulated,
    wall: clock.wall,
    model: {
      settings: () => parts.settings().model,
      secrets: parts.secrets ?? environmentSecrets(),
      book: usageBookOf(reader, writer),
      random: parts.random,
      onFault,
    },
    signal: parts.signal,
  });
  const walk = createWalk({
    reader,
    writer,
    investigate: (anomaly, now) => desk.investigate(anomaly, now),
    ...writing,
    onChange: (change) => hub.publish('anomalies', change),
    onNarrative: (narrative) => hub.publish('narratives', narrative),
  });
  const onFollowUp = (until: number) => desk.hurry(until);
  const cold = createColdPath({ reader, walk, logger, concurrency: live ? 2 : 1, onFault, onFollowUp });
  desk.onItems(() => cold.newsArrived(clock.market.now()));
  return { desk, cold, models: writing.models, embedder };
}
