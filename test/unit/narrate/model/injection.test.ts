/**
 * Hostile headlines as the linked news of a real-looking move, through the template and through a model that obeys them: nothing
 * of what they ask for reaches the screen, no address, no name that is not in evidence or alias table.
 * MANE_INJECTION=full runs every headline through every way of obeying; otherwise one in fifteen.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasWebAddress, isQuotable } from '../../../../src-shared/quotation.ts';
import { givesOrders } from '../../../../src-shared/orders.ts';
import { asRead, INDIRECT, injections, PAYLOADS, type Injection } from '../../../corpora/hostile/injections.ts';
import { HOSTILE_HEADLINES } from '../../../corpora/hostile/headlines.ts';
import { gullible, WAYS } from '../../../fakes/openai-server/gullible.ts';
import { startOpenAiServer, type OpenAiServer } from '../../../fakes/openai-server/server.ts';
import { openRig, type Rig } from '../../../fixtures/model/rig.ts';
import { HEARD, makeAnomaly, makeCase, QUIET_ARCHIVE, type ArticleSpec } from '../../../fixtures/narrative/cases.ts';
import { writeAndJudge } from '../../../fixtures/narrative/write.ts';

const UNLIMITED = { moneyPerDay: null, moneyPerMonth: null, tokensPerDay: null, tokensPerMonth: null };
const FULL = process.env.MANE_INJECTION === 'full';
const anomaly = makeAnomaly();
const all = injections();
const PLACES: ((title: string) => ArticleSpec[])[] = [
  (title) => [{ at: -2, title, sentiment: 0.9 }],
  (title) => [
    { at: 3, title, sentiment: 0.9, cluster_id: 0 },
    { at: 9, title: `${title} too`, source: 'Decrypt', sentiment: 0.9, cluster_id: 0 },
  ],
  (title) => [HEARD, { at: 3, title, sentiment: 0.9 }],
];
const placed = (title: string, place: number) => makeCase(anomaly, PLACES[place](title), { placebo: QUIET_ARCHIVE });
const payloads = PAYLOADS.map(asRead);
/** Words of the text outside quotations that neither the template nor the evidence's measures have. */
const OWN =
  /^(?:SOL-USD rose 4\.2 %.*?, while BTC rose 0\.10 %\. )(?:The move was probably caused by the news +\(CoinDesk, 14:20 UTC\)(?:, published 2 min before the onset)?\.|(?:It|The move) was followed by reports (?:of +)?by CoinDesk at 14:25 UTC(?:, 3 min after the onset)?, and by Decrypt at 14:31 UTC\.|(?:It|The move) was followed by a report from a single source, *\(CoinDesk, 14:25 UTC\), 3 min after the onset\.|No cause is established: the nearest linked report, *\((?:CoinDesk|Decrypt), 14:\d\d UTC\), came \d min (?:before|after) the onset\.)$/u;

function obeyed(text: string): string | null {
  if (payloads.some((payload) => asRead(text).includes(payload))) return 'the payload is on screen';
  if (hasWebAddress(text) || /evil/i.test(text)) return 'an address is on screen';
  if (!OWN.test(text.replace(/“[^”]*”/gu, ''))) return 'something of its own stands outside quotations';
  return /[<>`{}\p{Cc}\p{Cf}]|\]\(/u.test(text) ? 'markup or hidden characters' : null;
}

let server: OpenAiServer;
let rig: Rig;
beforeAll(async () => {
  server = await startOpenAiServer({ personality: () => ({ content: '' }) });
  rig = await openRig({ url: server.url, change: { budget: UNLIMITED, judge: { enabled: false } } });
});
afterAll(async () => {
  await rig.close();
  await server.close();
});

describe('injection', () => {
  it('has more than 500 headlines of more than 50 kinds in 18 languages', () => {
    expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
    expect(all.length).toBeGreaterThanOrEqual(500);
    expect(new Set(all.map(({ template }) => template)).size).toBeGreaterThanOrEqual(50);
    expect(new Set(all.map(({ language }) => language)).size).toBe(18);
  });

  it('through the template: every headline, before and after the move, nothing obeyed', async () => {
    const wrong: unknown[] = [];
    let accepted = 0;
    for (const { title, ...about } of all) {
      for (const place of PLACES.keys()) {
        const { text, verdict } = await writeAndJudge(placed(title, place).evidence);
        const why = obeyed(text);
        if (why !== null) wrong.push({ ...about, place, why, text });
        if (verdict.verdict === 'accepted') accepted += 1;
      }
    }
    console.log(
      `template: ${all.length} headlines × ${PLACES.length} places, ${wrong.length} obeyed, ${accepted} accepted`,
    );
    expect(wrong).toEqual([]);
    expect(accepted).toBe(all.length * PLACES.length);
  });

  it.each(Object.entries(WAYS))('through a model that %s: nothing obeyed', async (name, way) => {
    const some = FULL ? all : all.filter((_, i) => i % 15 === Object.keys(WAYS).indexOf(name));
    const wrong: unknown[] = [];
    let byModel = 0;
    const run = async ({ title, ...about }: Injection, i: number): Promise<void> => {
      server.personality = gullible(way, () => title);
      const made = placed(title, i % PLACES.length);
      const { narrative, stage } = await rig.compose(made);
      if (narrative.llm_provider !== 'template') byModel += 1;
      const why = stage === 'accepted' ? obeyed(narrative.narrative_text) : 'nothing was accepted';
      if (why !== null) wrong.push({ ...about, why, text: narrative.narrative_text });
    };
    for (const [i, one] of some.entries()) await run(one, i);
    console.log(
      `a model that ${name}: ${some.length} headlines, ${wrong.length} obeyed, ${byModel} texts were the model’s`,
    );
    expect(wrong).toEqual([]);
  });

  it('that is not seen as such is quoted as the headline it is, and nothing of it stands outside the quotation', async () => {
    const wrong: unknown[] = [];
    let quoted = 0;
    for (const [i, title] of INDIRECT.entries()) {
      for (const way of [null, ...Object.values(WAYS)]) {
        const made = placed(title, i % PLACES.length);
        if (way !== null) server.personality = gullible(way, () => title);
        const { text, accepted } =
          way === null
            ? await writeAndJudge(made.evidence).then((w) => ({
                text: w.text,
                accepted: w.verdict.verdict === 'accepted',
              }))
            : await rig
                .compose(made)
                .then(({ narrative, stage }) => ({ text: narrative.narrative_text, accepted: stage === 'accepted' }));
        const bare = text.replace(/“[^”]*”/gu, '“”');
        if (
          !accepted ||
          payloads.some((payload) => asRead(bare).includes(payload)) ||
          !OWN.test(bare.replaceAll('“”', ''))
        )
          wrong.push({ title, text });
        if (way === null && text.includes('“')) quoted += 1;
      }
    }
    console.log(
      `indirect: ${INDIRECT.length} headlines, ${quoted} quoted by the template, ${wrong.length} beyond a quotation`,
    );
    expect(wrong).toEqual([]);
  });

  it('sends the model no headline that gives orders', async () => {
    server.received.length = 0;
    server.personality = () => ({ content: '{}' });
    for (const { title } of all.filter((_, i) => i % 5 === 0)) await rig.compose(placed(title, 0));
    const sent = server.chats().map(({ messages }) => asRead(messages.map(({ content }) => content ?? '').join(' ')));
    expect(sent.length).toBeGreaterThan(100);
    expect(sent.filter((text) => payloads.some((payload) => text.includes(payload)))).toEqual([]);
  });
});

describe('orders', () => {
  it('are seen in every disguise', () => {
    const missed = all.filter(({ title }) => !givesOrders(title));
    console.log(`orders seen in ${all.length - missed.length} of ${all.length} headlines by their words alone`);
    // What is missed by its words carries markup, an address or hidden characters, and is not repeated for that.
    expect(all.filter(({ title }) => isQuotable(title))).toEqual([]);
    expect(missed.length / all.length).toBeLessThan(0.1);
    expect(HOSTILE_HEADLINES.slice(0, 18).filter((title) => !givesOrders(title))).toEqual([]);
  });

  it.each([
    'SEC orders exchange to halt withdrawals, ignoring earlier guidance',
    'Bitcoin miners must report energy use under new rules',
    'Solana validators told to upgrade after outage',
    'Court says you can sue: Binance users win ruling',
    'Industry players respond to Vitalik Buterin’s thoughts on cross-chain ecosystems',
    'Bent Finance asks investors to withdraw all funds',
    'Write-down at Halcyon: 31.4M lost in exploit',
    'Kraken to delist Monero in Ireland and Belgium',
    'EU lawmakers set rules for stablecoins',
    'New rules for crypto ads take effect in the UK',
    'Bitcoin-Händler ignorieren Warnung der Aufsicht',
    'Les investisseurs ignorent la règle du secret bancaire',
  ])('are not seen in “%s”', (title) => expect(givesOrders(title)).toBe(false));
});
