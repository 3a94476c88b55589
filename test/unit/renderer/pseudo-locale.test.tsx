/**
 * Every view under the pseudo-locale: whatever letters stand outside its brackets were written past src-shared/text, unless the
 * engine said them. Views that are not converted yet are listed by name with how many such texts they have; the list only shrinks.
 */
import './setup.ts';
import { cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setLocale } from '../../../src-shared/text/localised.ts';
import { FIELD_TEXT } from '../../../src-shared/text/settings-fields.ts';
import { commandNames } from '../../../src-renderer/client/keys.ts';
import { createState } from '../../fakes/fake-engine/state.ts';
import { similarOf } from '../../fakes/fake-engine/past.ts';
import * as setup from '../../fakes/fake-engine/setup.ts';
import { egressOf } from '../../fakes/fake-engine/why.ts';
import { openWindow } from './open-window.tsx';
import { looseTexts, stringsOf } from './loose-texts.ts';

interface Place {
  readonly name: string;
  readonly hash: (id: string) => string;
  /** The part of the page that is this view. */
  readonly part: () => Element | null;
}
const main = (): Element | null => document.querySelector('main');
const PLACES: readonly Place[] = [
  { name: 'rail', hash: () => '#/settings', part: () => document.querySelector('nav') },
  { name: 'settings', hash: () => '#/settings', part: main },
  { name: 'about', hash: () => '#/about', part: main },
  { name: 'first-run market', hash: () => '#/first-run', part: main },
  { name: 'first-run alerts', hash: () => '#/first-run?step=alerts', part: main },
  { name: 'first-run history', hash: () => '#/first-run?step=history', part: main },
  { name: 'live', hash: () => '#/live', part: main },
  { name: 'inbox', hash: () => '#/inbox', part: main },
  { name: 'history', hash: () => '#/history', part: main },
  { name: 'rules', hash: () => '#/rules', part: main },
  { name: 'health', hash: () => '#/health', part: main },
  { name: 'anomaly', hash: (id) => `#/anomaly/${id}`, part: main },
  { name: 'status', hash: () => '#/settings', part: () => [...document.querySelectorAll('footer')].at(-1) ?? null },
];

describe('under the pseudo-locale', () => {
  beforeEach(() => setLocale('pseudo'));
  afterEach(() => {
    cleanup();
    setLocale('en');
  });

  for (const { name, hash, part } of PLACES) {
    it(`${name} has no words of its own`, async () => {
      const { fake } = openWindow(hash(createState('live').details[0]?.anomaly.id ?? ''));
      await waitFor(() => expect((part()?.textContent ?? '').length).toBeGreaterThan(10));
      await settled(part);
      const said = stringsOf([
        fake.state.details,
        fake.state.settings,
        fake.state.health(),
        fake.state.metrics(),
        fake.state.alerts(),
        setup.marketsOf(),
        setup.VENUES,
        setup.NEWS_DEFAULTS,
        setup.keysOf(),
        setup.infoOf(fake.state.settings, fake.state.settings),
        egressOf(fake.state),
        fake.state.details.map(({ anomaly }) => similarOf(fake.state, anomaly.id)),
      ]);
      expect(looseTexts(part()!, said)).toEqual([]);
    });
  }

  it('has a name for every setting and every command', () => {
    for (const { label } of Object.values(FIELD_TEXT)) expect(label.length).toBeGreaterThan(2);
    expect(commandNames.length).toBeGreaterThan(20);
  });
});

/** Until what is shown does not change any more. */
async function settled(part: () => Element | null): Promise<void> {
  await screen.findAllByText(/./);
  let before = '';
  let same = 0;
  await waitFor(
    () => {
      const now = (part()?.textContent ?? '').replace(/[\d.,:]+/g, '');
      same = now === before ? same + 1 : 0;
      before = now;
      expect(same).toBeGreaterThan(8);
    },
    { interval: 50 },
  );
}
