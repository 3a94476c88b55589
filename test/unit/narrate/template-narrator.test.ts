import { describe, expect, it } from 'vitest';
import { FaultError, fault } from '../../../src-shared/fault.ts';
import { MINUTE_MS } from '../../../src-shared/market.ts';
import { ToolNameSchema } from '../../../src-shared/narrative.ts';
import { createTemplateNarrator } from '../../../src-main/narrate/template-narrator.ts';
import { createTools } from '../../../src-main/narrate/tools/create-tools.ts';
import {
  HEARD,
  makeAnomaly,
  makeCase,
  namesOf,
  QUIET_ARCHIVE,
  type ArticleSpec,
} from '../../fixtures/narrative/cases.ts';
import { memoryReader } from '../../fixtures/narrative/memory-reader.ts';
import { template, writeAndJudge } from '../../fixtures/narrative/write.ts';

const anomaly = makeAnomaly();
const MOVE =
  'SOL-USD rose 4.2 % in 5 min from 14:22 UTC, on 12 times its usual volume, about once in 9 days for SOL, while BTC rose 0.10 %.';
const FUND = 'Calder Pacific wins approval to launch spot Solana fund';
const FUND2 = 'Spot Solana fund approved, Calder Pacific confirms';

const second = async (specs: ArticleSpec[], more = {}) =>
  (await writeAndJudge(makeCase(anomaly, specs, more).evidence)).draft.sentences[1].text;
const first = async (change: Parameters<typeof makeAnomaly>[0], more = {}) =>
  (await writeAndJudge(makeCase(makeAnomaly(change), [], more).evidence)).draft.sentences[0].text;

describe('the second sentence', () => {
  it.each([
    [
      'likely',
      [{ at: -2, title: FUND, sentiment: 0.6 }],
      `The move was probably caused by the news “${FUND}” (CoinDesk, 14:20 UTC), published 2 min before the onset.`,
    ],
    [
      'likely, seconds before',
      [{ at: -0.5, title: FUND, sentiment: 0.6 }],
      `The move was probably caused by the news “${FUND}” (CoinDesk, 14:21 UTC), published less than 1 min before the onset.`,
    ],
    [
      'reported',
      [
        { at: 9, title: FUND, sentiment: 0.6 },
        { at: 18, title: FUND2, source: 'Decrypt' },
      ],
      `It was followed by reports of “${FUND}” by CoinDesk at 14:31 UTC, 9 min after the onset, and by Decrypt at 14:40 UTC.`,
    ],
    [
      'coincident',
      [{ at: -12, title: FUND }],
      `No cause is established: the nearest linked report, “${FUND}” (CoinDesk, 14:10 UTC), came 12 min before the onset.`,
    ],
    [
      'coincident, same minute',
      [{ at: 0, title: FUND }],
      `No cause is established: the nearest linked report, “${FUND}” (CoinDesk, 14:22 UTC), came in the minute of the onset.`,
    ],
    ['unknown', [], 'Cause unknown: no linked report within 3 h.'],
    [
      'unknown but for prices',
      [{ at: 4, title: 'Solana up', price_report: true }],
      'Cause unknown: no linked report within 3 h other than of the price itself.',
    ],
  ] as [string, ArticleSpec[], string][])('%s', async (_name, specs, text) => {
    expect(await second(specs)).toBe(text);
  });

  it('names one outlet as one, after a rare move', async () => {
    const { evidence } = makeCase(anomaly, [HEARD, { at: 35, title: FUND, sentiment: 0.6 }], {
      placebo: QUIET_ARCHIVE,
    });
    const { draft, verdict } = await writeAndJudge(evidence);
    expect([draft.cause, draft.sentences[1].text, verdict.verdict]).toEqual([
      'reported_afterwards',
      `It was followed by a report from a single source, “${FUND}” (CoinDesk, 14:57 UTC), 35 min after the onset.`,
      'accepted',
    ]);
  });

  it('names a later report where nothing near is known, and says when a near one is worded against the move', async () => {
    expect(await second([{ at: 151, title: FUND, sentiment: 0.6 }])).toBe(
      `Cause unknown: no linked report within 1 h; a later one, “${FUND}” (CoinDesk, 16:53 UTC), came 151 min after the onset.`,
    );
    expect(await second([{ at: 12, title: FUND, sentiment: -0.6 }])).toBe(
      `No cause is established: the nearest linked report, “${FUND}” (CoinDesk, 14:34 UTC), came 12 min after the onset and is worded against the move.`,
    );
  });

  it('says "so far" before the follow-up is over, and which sources could not be read', async () => {
    const now = anomaly.detection_metadata.onset + 20 * MINUTE_MS;
    expect(await second([], { now })).toBe('Cause unknown: no linked report so far.');
    expect(await second([], { now, down: ['CoinDesk', 'The Block'] })).toBe(
      'Cause unknown: no linked report so far; CoinDesk and The Block could not be read.',
    );
    expect(await second([], { down: ['A1', 'B1', 'C1', 'D1'] })).toBe(
      'Cause unknown: no linked report within 3 h; A1, B1, C1 and 1 more source could not be read.',
    );
  });

  it('shortens a long headline at a word and keeps quotation marks balanced', async () => {
    const title = `Solana “bridge” halts: "funds are safe", says team. ${'More words follow here. '.repeat(10)}`.trim();
    const text = await second([{ at: -2, title, sentiment: 0.6 }]);
    expect(text).toMatch(
      /“Solana ‘bridge’ halts: ‘funds are safe’, says team\. (?:More words follow here\. )*[\w .]+…” \(CoinDesk/u,
    );
    expect(text.length).toBeLessThan(240);
  });
});

describe('the first sentence', () => {
  it('tells move, window, onset, volume, rarity and BTC', async () => expect(await first({})).toBe(MOVE));
  it('tells a fall, and the window apart from the onset when they differ', async () => {
    const onset = anomaly.detection_metadata.onset;
    const change = {
      price_change_pct: -0.374,
      detected_at: onset + 20 * MINUTE_MS - 1,
      volume_change_pct: 20,
      metadata: { timeframe_minutes: 60, lambda_per_day: 3.2 },
    };
    expect(await first(change, { btcChangePct: -2.84 })).toBe(
      'SOL-USD fell 0.37 % in the 60 min to 14:42 UTC (onset 14:22 UTC), about 3 a day for SOL, while BTC fell 2.8 %.',
    );
  });
  it('tells a market-wide move', async () => {
    expect(await first({ volume_change_pct: null, metadata: { breadth: 0.75 } })).toBe(
      'SOL-USD rose 4.2 % in 5 min from 14:22 UTC, about once in 9 days for SOL, with 75 % of the watched symbols moving the same way.',
    );
  });
  it('tells a volume spike and learning', async () => {
    expect(await first({ price_change_pct: null, metadata: { learning: true } }, { btcChangePct: 0.001 })).toBe(
      'SOL-USD traded 12 times its usual volume in 5 min from 14:22 UTC (still learning what is usual for SOL), while BTC hardly changed.',
    );
  });
});

describe('the template narrator', () => {
  it('asks all five tools and says so', async () => {
    const { toolsUsed, toolResults, draft } = await template().write(
      makeCase(anomaly, [{ at: -2, title: FUND, sentiment: 0.6 }]).evidence,
      [],
      new AbortController().signal,
    );
    expect([...toolsUsed].sort()).toEqual([...ToolNameSchema.options].sort());
    expect(Object.keys(toolResults).sort()).toEqual([...toolsUsed].sort());
    expect(toolResults.verify_timestamp).toEqual({
      items: [
        { evidence_id: 'E11', archived: false, first_seen_at: null, timing_tag: 'pre_event', minutes_from_onset: -2 },
      ],
    });
    expect(draft.sentences.map(({ cites }) => cites)).toEqual([['E1', 'E2', 'E7', 'E6', 'E8'], ['E11']]);
    expect(template().provider).toBe('template');
  });

  it('records a tool whose store fails, and lets bugs through', async () => {
    const failing = (error: Error) =>
      createTemplateNarrator({
        tools: createTools({
          reader: { ...memoryReader(), pastAnomalies: () => Promise.reject(error) },
          linker: { link: () => ({ assets: [], topics: [], priceReport: false }), namesOf },
          sentiment: { score: () => null },
        }),
      }).write(makeCase(anomaly, []).evidence, [], new AbortController().signal);
    expect((await failing(new FaultError(fault('storage', 'disk is full')))).toolResults.search_historical).toEqual({
      fault: 'storage: disk is full',
    });
    await expect(failing(new TypeError('a bug'))).rejects.toThrow('a bug');
  });

  it('stops when cancelled', async () => {
    await expect(template().write(makeCase(anomaly, []).evidence, [], AbortSignal.abort())).rejects.toThrow();
  });
});
