/** A model that does what it is asked: checks with the tools, then says what the evidence holds, in the shape it was given. */
import { readPrompt, textOf, type PromptFact, type ReadPrompt } from './read-prompt.ts';
import type { Personality, Said, SentRequest } from './server.ts';

export interface Written {
  readonly first: { text: string; evidence_ids: string[] };
  readonly second: { text: string; evidence_ids: string[] };
  readonly cause: string;
}

export const obedient: Personality = (request) => {
  if (isJudge(request))
    return {
      content: JSON.stringify({ passed: true, score: 0.9, reason: 'The text holds to its evidence.', claim: null }),
    };
  if (/\{"works":true\}/.test(textOf(request))) return { content: '{"works":true}' };
  return mayStillCheck(request) ? checks(request) : { content: JSON.stringify(honest(readPrompt(request))) };
};

export const isJudge = ({ messages }: SentRequest): boolean =>
  /You check two sentences/.test(messages[0]?.content ?? '');
export const mayStillCheck = ({ messages, tools = [] }: SentRequest): boolean =>
  tools.length > 0 && !messages.some(({ role }) => role === 'tool');

/** Asks for the stamps of what it is going to cite, and for the market. */
export function checks(request: SentRequest): Said {
  const { head, facts, use } = readPrompt(request);
  const items = facts
    .filter(({ id, headline }) => use.includes(id) && headline != null)
    .map(({ id, headline, published_at }) => ({ evidence_id: id, title: headline, published_at }));
  return {
    calls: [
      { name: 'verify_timestamp', arguments: JSON.stringify({ onset: head.onset_ms, items }) },
      {
        name: 'check_market_context',
        arguments: JSON.stringify({
          venue: head.venue,
          symbols: ['BTC-USD'],
          from: head.onset_ms,
          to: head.detected_ms,
        }),
      },
    ],
  };
}

export function honest(prompt: ReadPrompt): Written {
  return { first: moved(prompt), ...reason(prompt) };
}

const find = (facts: readonly PromptFact[], kind: string, says: RegExp): PromptFact | undefined =>
  facts.find((fact) => fact.kind === kind && says.test(fact.says ?? ''));

function moved({ head, facts }: ReadPrompt): Written['first'] {
  const change = find(facts, 'move', /with its onset at/);
  const window = find(facts, 'move', /was measured over/);
  const volume = find(facts, 'volume', /times its usual/);
  const rarity = facts.find(({ kind, fills }) => kind === 'rarity' && fills != null && !/unknown/.test(fills));
  const btc = find(facts, 'market', /^BTC /);
  const base = head.symbol.split('-')[0];
  const flat = change === undefined || change.fills === 'hardly changed';
  const parts = [
    flat ? `${head.symbol} moved unusually from {onset}` : `${head.symbol} {${change.id}} from {onset}`,
    volume ? `, on {${volume.id}} its usual volume` : '',
    rarity ? `, {${rarity.id}} for ${base}` : '',
    btc ? `, while BTC {${btc.id}}` : '',
  ];
  const used = [flat ? window : change, volume, rarity, btc].flatMap((fact) => fact?.id ?? []);
  return { text: `${parts.join('')}.`, evidence_ids: used };
}

function reason({ facts, allowed, use }: ReadPrompt): Pick<Written, 'second' | 'cause'> {
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  const [first, second] = use.flatMap((id) => byId.get(id) ?? []).filter(({ kind }) => kind === 'news');
  const cause = allowed[0] ?? 'cause_unknown';
  const quoted = (fact: PromptFact) => (fact.headline == null ? '' : `{${fact.id}} `);
  if (cause === 'likely_cause' && first)
    return said(
      cause,
      `The move was probably caused by the news ${quoted(first)}({${first.id}:source}, {${first.id}:time}), published {${first.id}:minutes}.`,
      [first],
    );
  if (cause === 'reported_afterwards' && first && second)
    return said(
      cause,
      `The move was followed by reports ${first.headline == null ? '' : `of ${quoted(first)}`}by {${first.id}:source} at {${first.id}:time}, and by {${second.id}:source} at {${second.id}:time}.`,
      [first, second],
    );
  if (cause === 'reported_afterwards' && first)
    return said(
      cause,
      `The move was followed by a report from a single source, ${quoted(first)}({${first.id}:source}, {${first.id}:time}), {${first.id}:minutes}.`,
      [first],
    );
  if (cause === 'coincident_news' && first)
    return said(
      cause,
      `No cause is established: the nearest linked report, ${quoted(first)}({${first.id}:source}, {${first.id}:time}), came {${first.id}:minutes}.`,
      [first],
    );
  const quiet = facts.find(({ kind }) => kind === 'quiet');
  if (quiet && first && cause === 'cause_unknown')
    return said(
      cause,
      `Cause unknown: {${quiet.id}}; a later one, ${quoted(first)}({${first.id}:source}, {${first.id}:time}), came {${first.id}:minutes}.`,
      [quiet, first],
    );
  return quiet
    ? said('cause_unknown', `Cause unknown: {${quiet.id}}.`, [quiet])
    : said('cause_unknown', 'Cause unknown.', facts.slice(0, 1));
}

const said = (cause: string, text: string, facts: readonly PromptFact[]): Pick<Written, 'second' | 'cause'> => ({
  second: { text, evidence_ids: facts.map(({ id }) => id) },
  cause,
});
