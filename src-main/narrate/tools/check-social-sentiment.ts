/**
 * check_social_sentiment: what archived posts of social sources (Reddit) about the asset say before and around the onset.
 * Without such a source it says so; silence is not neutral sentiment.
 */
import { z } from 'zod';
import { roundTo } from '../../../src-shared/format.ts';
import { defineTool, type ToolPorts } from './tool.ts';

const Input = z.object({
  asset: z.string(),
  /** Epoch ms. */
  from: z.number(),
  to: z.number(),
});
const Output = z.object({ available: z.boolean(), posts: z.number(), mean: z.number().nullable() });

const SOCIAL = /reddit|^r\/|bluesky|mastodon|twitter/i;
const MAX_ITEMS = 500;

export const createCheckSocialSentiment = ({ reader, linker, sentiment }: ToolPorts) =>
  defineTool({
    name: 'check_social_sentiment',
    description:
      'Mean sentiment of archived social posts that name the asset; available is false without a social source.',
    input: Input,
    output: Output,
    async run({ asset, from, to }) {
      const items = await reader.news({ from, to, asset, limit: MAX_ITEMS });
      const posts = items.filter((item) => SOCIAL.test(item.source) && linker.link(item).assets.includes(asset));
      const known = posts.flatMap((post) => post.sentiment ?? sentiment.score(post.title) ?? []);
      const mean = known.length === 0 ? null : roundTo(known.reduce((sum, x) => sum + x, 0) / known.length, 4);
      return { available: posts.length > 0, posts: posts.length, mean };
    },
  });
