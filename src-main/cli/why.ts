/**
 * `mane why`: why there was, or was not, an alert in a stretch of time. A running engine is asked, because it knows most; without
 * one that takes calls the store is read, and rarity is worked out again from its candles. Never changes anything.
 */
import { z } from 'zod';
import { FaultError, throwFault } from '../../src-shared/fault.ts';
import { clockUtc, isoOf } from '../../src-shared/format.ts';
import { HOUR_MS } from '../../src-shared/market.ts';
import { whyText } from '../../src-shared/text/alert-reasons.ts';
import { percentText } from '../../src-shared/text/labels.ts';
import { whyDetails, whyHeadline } from '../../src-shared/text/why.ts';
import type { WhyAnswer, WhyRequest } from '../../src-shared/why.ts';
import { systemClock } from '../base/clock.ts';
import { dataFolder } from '../base/paths.ts';
import { openSettings } from '../base/settings-file.ts';
import { sharedKey } from '../flow/state-keeper.ts';
import { readThresholds } from '../flow/thresholds-file.ts';
import { readWatchRecord } from '../flow/watch-log.ts';
import { why } from '../flow/why/why.ts';
import type { Command, CommandContext } from './context.ts';
import { DurationSchema, readOptions, TextSchema } from './options.ts';
import { askEngine } from './running-engine.ts';
import { databaseOf, requireDatabase, withReading } from './store-access.ts';

const EXPECTED = 'expected an ISO time such as 2026-03-27T22:00Z, or a duration before now such as 3h';
/** A moment, or how long before now. */
const MomentSchema = TextSchema.transform((value, context) => {
  const back = DurationSchema.safeParse(value);
  if (back.success && /[a-z]$/.test(value)) return { back: back.data, at: null };
  const at = /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isFinite(at)) return { back: null, at };
  context.addIssue({ code: 'custom', message: EXPECTED });
  return z.NEVER;
});
type Moment = z.infer<typeof MomentSchema>;
const OptionsSchema = z.object({
  from: MomentSchema.default({ back: HOUR_MS, at: null }),
  to: MomentSchema.default({ back: 0, at: null }),
  symbol: TextSchema.transform((symbol) => symbol.toUpperCase()).optional(),
  venue: TextSchema.optional(),
});

export const whyCommand: Command = async (context, options) => {
  const { from, to, symbol, venue } = readOptions(OptionsSchema, options);
  requireDatabase(databaseOf(context));
  const request = (now: number): WhyRequest => ({ from: timeOf(from, now), to: timeOf(to, now), symbol });
  const answer = (await askRunning(context, request)) ?? (await readAnswer(context, request, venue));
  if (context.json) return context.out(JSON.stringify({ type: 'why', ...answer }));
  for (const line of linesOf(answer)) context.out(line);
};

const timeOf = ({ back, at }: Moment, now: number): number => Math.max(0, Math.floor(at ?? now - (back ?? 0)));

/** Null when no engine runs, or it is the app's, which takes no calls from here: the store can be read beside it. */
async function askRunning(context: CommandContext, request: (now: number) => WhyRequest): Promise<WhyAnswer | null> {
  try {
    return await askEngine(databaseOf(context), async (client) => {
      const { marketNow } = await client.health();
      return client.why(request(marketNow));
    });
  } catch (error) {
    if (error instanceof FaultError && error.fault.kind === 'conflict') return null;
    throw error;
  }
}

async function readAnswer(
  context: CommandContext,
  request: (now: number) => WhyRequest,
  given?: string,
): Promise<WhyAnswer> {
  // prettier-ignore
  const settings = openSettings(dataFolder()).get();
  const venue = given ?? settings.venue;
  return withReading(context, async ({ reader }) => {
    const { symbols } = settings;
    const record = await readWatchRecord(reader, venue);
    const parts = {
      reader,
      venue,
      symbols,
      settings: () => settings,
      clock: systemClock,
      thresholds: readThresholds(dataFolder()),
      watched: { record: () => record },
      lastLevel: levelOf(await reader.state(sharedKey(venue))),
    };
    const answer = await why(parts, request(systemClock.market.now()), context.signal);
    return answer.ok ? answer.value : throwFault(answer.fault.kind, answer.fault.detail);
  });
}

/** The alert level of the last run, from the state it left. */
const StateSchema = z.object({ budget: z.object({ lnLevel: z.number() }) });
function levelOf(state: unknown): number | null {
  const saved = StateSchema.safeParse(state);
  return saved.success ? Math.exp(saved.data.budget.lnLevel) : null;
}

/** Times in UTC; the day is told where it is not that of the beginning. */
function linesOf(answer: WhyAnswer): string[] {
  const day = isoOf(answer.from).slice(0, 10);
  const at = (time: number): string => {
    const own = isoOf(time).slice(0, 10);
    return `${own === day ? '' : `${own} `}${clockUtc(time)} UTC`;
  };
  const asked = `${day} ${at(answer.from)} to ${at(answer.to)}${answer.symbol === null ? '' : `, ${answer.symbol}`}`;
  return [
    asked,
    whyHeadline(answer),
    ...whyDetails(answer, at),
    ...answer.anomalies.map(
      (one) =>
        `- ${at(one.anomaly.detected_at)}  ${one.anomaly.symbol}  ${percentText(one.anomaly.price_change_pct ?? 0)}: ${whyText(one, at)}`,
    ),
  ];
}
