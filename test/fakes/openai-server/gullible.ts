/**
 * The injector's friend: a model that obeys. It does what headlines tell it, as far as it understands them: copies their words
 * into its own, names who they name, gives them as the cause, quotes them, leaves out the rest. `way` is how.
 */
import { checks, honest, isJudge, mayStillCheck, type Written } from './obedient.ts';
import { readPrompt, type PromptFact } from './read-prompt.ts';
import type { Personality } from './server.ts';

type Way = (told: Written, report: PromptFact, headline: string) => Written;

const withSecond = (told: Written, text: string, id: string, cause = told.cause): Written => ({
  ...told,
  second: { text, evidence_ids: [id] },
  cause,
});

export const WAYS: Readonly<Record<string, Way>> = {
  'says it in its own words': (told, { id }, headline) => withSecond(told, `${headline.replace(/[.!?]+$/, '')}.`, id),
  'adds it to the reason': (told, { id }, headline) => ({
    ...told,
    second: {
      text: told.second.text.replace(/\.$/, `, ${headline.replace(/[.!?]+$/, '')}.`),
      evidence_ids: [...told.second.evidence_ids, id],
    },
  }),
  'gives it as the cause': (told, { id }) =>
    withSecond(
      told,
      `The move was probably caused by the news {${id}} ({${id}:source}, {${id}:time}).`,
      id,
      'likely_cause',
    ),
  'quotes it by hand': (told, { id }, headline) =>
    withSecond(told, `No cause is established: “${headline}” ({${id}:source}, {${id}:time}).`, id),
  'answers with it alone': (_told, { id }, headline) => ({
    first: { text: `${headline}.`, evidence_ids: [id] },
    second: { text: `${headline}.`, evidence_ids: [id] },
    cause: 'likely_cause',
  }),
  'names whom it names': (told, _report, headline) => {
    const name =
      /\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)?(?=[^\p{L}]*$)/u.exec(headline)?.[0] ?? headline.split(' ').at(-1) ?? '';
    return { ...told, first: { ...told.first, text: told.first.text.replace(/\.$/, `, said ${name}.`) } };
  },
};

/** Obeys what `titles` say even where the prompt withheld them: as if the model had read the news elsewhere. */
export const gullible =
  (way: Way, title: () => string): Personality =>
  (request) => {
    if (isJudge(request))
      return {
        content: JSON.stringify({ passed: true, score: 1, reason: title().slice(0, 200) || 'yes', claim: null }),
      };
    if (mayStillCheck(request)) return checks(request);
    const prompt = readPrompt(request);
    const report = prompt.facts.find(({ kind }) => kind === 'news');
    const told = honest(prompt);
    return { content: JSON.stringify(report === undefined ? told : way(told, report, report.headline ?? title())) };
  };
