/** search_historical: similar past anomalies of the symbol and what the price did 1, 4 and 24 hours after them, with n and interval. */
import { z } from 'zod';
import type { Outcome } from '../similar/outcomes.ts';
import { defineTool, type ToolPorts } from './tool.ts';
import { findSimilar, SIMILAR_DAYS } from '../similar/find-similar.ts';

const Input = z.object({
  symbol: z.string(),
  /** Epoch ms; only what was over before it counts. */
  before: z.number(),
  price_change_pct: z.number().nullable(),
  days: z.number().int().min(1).max(400).default(SIMILAR_DAYS),
});
const Output = z.object({
  count: z.number(),
  outcomes: z.array(
    z.object({
      hours: z.number(),
      known: z.number(),
      rose: z.number(),
      /** 95 %, 0–1. */
      rose_low: z.number(),
      rose_high: z.number(),
      median_pct: z.number(),
      median_low_pct: z.number().nullable(),
      median_high_pct: z.number().nullable(),
    }),
  ),
  moves: z.array(
    z.object({
      id: z.string(),
      detected_at: z.number(),
      price_change_pct: z.number().nullable(),
      cause: z.string().nullable(),
      next_hour_pct: z.number().nullable(),
    }),
  ),
});

export const createSearchHistorical = ({ reader }: Pick<ToolPorts, 'reader'>) =>
  defineTool({
    name: 'search_historical',
    description:
      'Finds past anomalies of the same symbol, direction and size, and how the price stood 1, 4 and 24 hours after them.',
    input: Input,
    output: Output,
    async run({ symbol, before, price_change_pct: changePct, days }) {
      const { count, outcomes, moves } = await findSimilar(reader, { symbol, before, changePct, days });
      return { count, outcomes: outcomes.map(spelled), moves: moves.map(({ distance: _none, ...move }) => move) };
    },
  });

const spelled = (of: Outcome) => ({
  hours: of.hours,
  known: of.known,
  rose: of.rose,
  rose_low: of.roseLow,
  rose_high: of.roseHigh,
  median_pct: of.medianPct,
  median_low_pct: of.medianLowPct,
  median_high_pct: of.medianHighPct,
});
