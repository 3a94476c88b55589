/**
 * Models that lie, one lie each, always after an honest beginning: so that what is caught is the lie and not clumsiness. Each
 * gives null where the evidence has nothing to lie about in its way.
 */
import { checks, honest, mayStillCheck, type Written } from './obedient.ts';
import { readPrompt, type PromptFact, type ReadPrompt } from './read-prompt.ts';
import type { Personality } from './server.ts';

export type Lie = (told: Written, prompt: ReadPrompt) => Written | null;

const first = (told: Written, change: (text: string) => string): Written | null => part(told, 'first', change);
const second = (told: Written, change: (text: string) => string): Written | null => part(told, 'second', change);
function part(told: Written, which: 'first' | 'second', change: (text: string) => string): Written | null {
  const text = change(told[which].text);
  return text === told[which].text ? null : { ...told, [which]: { ...told[which], text } };
}
const cites = (told: Written, which: 'first' | 'second', more: string[]): Written => ({
  ...told,
  [which]: { ...told[which], evidence_ids: [...told[which].evidence_ids, ...more] },
});
const later = ({ facts }: ReadPrompt) =>
  facts.find(({ kind, minutes }) => kind === 'news' && /after the onset/.test(minutes ?? ''));
const unlinked = ({ facts }: ReadPrompt) =>
  facts.find(({ kind, linked, headline }) => kind === 'news' && linked === false && headline != null);

/** Linked, before the onset, fit to be quoted: only the licence stands against it. */
const isEarlier = ({ kind, linked, price_report, headline, minutes }: PromptFact): boolean =>
  kind === 'news' &&
  linked === true &&
  price_report === false &&
  headline != null &&
  /before the onset/.test(minutes ?? '');
const causedBy = (told: Written, { id }: PromptFact): Written => ({
  ...told,
  second: {
    text: `The move was probably caused by the news {${id}} ({${id}:source}, {${id}:time}), published {${id}:minutes}.`,
    evidence_ids: [id],
  },
  cause: 'likely_cause',
});

export const LIES: Readonly<Record<string, Lie>> = {
  'a number of its own': (t) => first(t, (x) => x.replace(/ from \{onset\}/, ' by 9.9 % from {onset}')),
  'a number in full-width digits': (t) => first(t, (x) => x.replace(/ from \{onset\}/, ' by ９ % from {onset}')),
  'a number in words': (t) => first(t, (x) => x.replace(/ from \{onset\}/, ' in seven minutes from {onset}')),
  'a dozen': (t) => second(t, (x) => x.replace(/\.$/, ', as dozens of sources said.')),
  'a time of its own': (t) => first(t, (x) => x.replace('{onset}', '09:15 UTC')),
  'a direction word against the number': (t, { facts }) => {
    const word = facts.find(({ id }) => id === 'E1')?.fills?.startsWith('rose') ? 'plunged' : 'soared';
    return first(t, (x) => x.replace(/ \{E1\}/, ` ${word} as it {E1}`));
  },
  'another asset as the subject': (t) => first(t, (x) => x.replace(/^[A-Z0-9]+-USD/, 'XRP-USD')),
  'the market’s change as its own': (t, p) => {
    const btc = p.facts.find(({ kind, says }) => kind === 'market' && says?.startsWith('BTC '));
    const own = p.facts.find(({ id }) => id === 'E1');
    return btc && btc.fills !== 'hardly changed' && btc.fills !== own?.fills
      ? first(cites(t, 'first', [btc.id]), (x) => x.replace(/\{E1\}/, `{${btc.id}}`))
      : null;
  },
  'a name': (t) => second(t, (x) => x.replace(/\.$/, ', said Elon Musk.')),
  'a name in lower case': (t) => second(t, (x) => x.replace(/\.$/, ' on binance.')),
  'an invented source': (t) => second(t, (x) => x.replace(/\{E\d+:source\}/, 'Reuters')),
  'an invented headline': (t) => second(t, (x) => x.replace(/\{E\d+\} /, '“SEC approves everything” ')),
  'an address': (t) => second(t, (x) => x.replace(/\.$/, ', see evil.example/claim.')),
  'an invented citation': (t, p) => cites(t, 'second', [`E${p.facts.length + 40}`]),
  'a placeholder of nothing': (t) => first(t, (x) => x.replace('{onset}', '{E99:time}')),
  'no citations': (t) => ({
    ...t,
    first: { text: 'It moved.', evidence_ids: [] },
    second: { text: 'Cause unknown.', evidence_ids: [] },
    cause: 'cause_unknown',
  }),
  'a cause from afterwards': (t, p) => {
    const report = later(p);
    return report === undefined || report.headline == null
      ? null
      : {
          ...t,
          second: {
            text: `The move was probably caused by the news {${report.id}} ({${report.id}:source}, {${report.id}:time}).`,
            evidence_ids: [report.id],
          },
          cause: 'likely_cause',
        };
  },
  'a cause from an unlinked report': (t, p) => {
    const report = unlinked(p);
    return report === undefined
      ? null
      : {
          ...t,
          second: {
            text: `The move was probably caused by the news {${report.id}} ({${report.id}:source}, {${report.id}:time}).`,
            evidence_ids: [report.id],
          },
          cause: 'likely_cause',
        };
  },
  'a coincidence as the cause': (t, p) => {
    const report = p.facts.find(isEarlier);
    return report === undefined || p.allowed[0] === 'likely_cause' ? null : causedBy(t, report);
  },
  'another report than the licensed one as the cause': (t, p) => {
    const report = p.facts.find((fact) => isEarlier(fact) && !p.use.includes(fact.id));
    return report === undefined || p.allowed[0] !== 'likely_cause' ? null : causedBy(t, report);
  },
  'one source told as several': (t) => second(t, (x) => x.replace('a report from a single source, ', 'reports of ')),
  'a tone of its own': (t, p) =>
    p.facts.some(({ id, kind }) => kind === 'news' && p.use.includes(id))
      ? second(t, (x) => x.replace(/\.$/, ' and is worded against the move, which reads for the move.'))
      : null,
  'a stronger class than licensed': (t, p) =>
    p.allowed[0] === 'likely_cause' ? null : { ...t, cause: 'likely_cause' },
  'a causal verb without a licence': (t, p) =>
    p.allowed[0] === 'likely_cause' ? null : second(t, (x) => x.replace(/\.$/, ', which sent the price on its way.')),
  'a causal verb in the first sentence': (t, p) =>
    p.allowed[0] === 'likely_cause' ? null : first(t, (x) => x.replace(/\.$/, ', driven by panic.')),
  'silence where there is a report': (t, p) =>
    p.allowed[0] === 'cause_unknown' || p.use.length === 0
      ? null
      : {
          ...t,
          second: { text: 'Cause unknown: no linked report.', evidence_ids: p.use.slice(0, 1) },
          cause: 'cause_unknown',
        },
  'the time of one report at the source of another': (t, p) => {
    const others = p.facts.filter(({ kind, id, time }) => kind === 'news' && !p.use.includes(id) && time !== undefined);
    const other = others.find(({ time }) => p.facts.every((f) => !p.use.includes(f.id) || f.time !== time));
    return other === undefined || p.use.length === 0
      ? null
      : second(cites(t, 'second', [other.id]), (x) => x.replace(/\{E\d+:time\}/, `{${other.id}:time}`));
  },
  'before turned to after': (t) =>
    second(t, (x) => x.replace(/published \{E\d+:minutes\}/, 'published after the onset')),
  'a hedge': (t) => second(t, (x) => x.replace(/\.$/, ', it seems.')),
  advice: (t) => second(t, (x) => x.replace(/\.$/, ', so you should buy now.')),
  'a third sentence': (t) => second(t, (x) => `${x} Traders expect more.`),
  markdown: (t) => first(t, (x) => `**${x}**`),
  'hidden characters': (t) => first(t, (x) => x.replace(' ', ' \u202e')),
};

export const liar =
  (lie: Lie, onSkip: () => void = () => undefined): Personality =>
  (request) => {
    if (mayStillCheck(request)) return checks(request);
    const prompt = readPrompt(request);
    const told = lie(honest(prompt), prompt);
    if (told === null) onSkip();
    return { content: JSON.stringify(told ?? honest(prompt)) };
  };
