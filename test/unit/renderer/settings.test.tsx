/** Settings over the fake engine: every setting of the schema has a field, wrong values are told where they stand, tries are real calls. */
import './setup.ts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { defaultSettings, SettingsSchema } from '../../../src-shared/settings.ts';
import { setNumberLocale } from '../../../src-shared/text/number-style.ts';
import { setDateLocale } from '../../../src-renderer/ui/zone.ts';
import { FIELD_TEXT } from '../../../src-shared/text/settings-fields.ts';
import { CATALOGUE, ELSEWHERE, findSettings } from '../../../src-renderer/views/settings/catalogue.ts';
import { typedIssue } from '../../../src-renderer/views/settings/controls.tsx';
import { resetPatch } from '../../../src-renderer/views/settings/group.tsx';
import {
  boundsAt,
  defaultAt,
  issueOf,
  leafPaths,
  patchAt,
  valueAt,
} from '../../../src-renderer/views/settings/paths.ts';
import { openWindow } from './open-window.tsx';

const settingOf = (path: string) => CATALOGUE.find((setting) => setting.path === path)!;
const row = (path: string): HTMLElement => document.querySelector<HTMLElement>(`[data-setting="${path}"]`)!;
/** Found by its label and not by its role: the page is long, and roles are looked up slowly here. */
const field = (label: string): HTMLElement => screen.getByLabelText(label);
async function open() {
  const opened = openWindow('#/settings');
  await waitFor(() => expect(row('alertsPerDay')).not.toBeNull());
  return opened;
}

describe('the catalogue of settings', () => {
  it('has every setting of the schema once, and no other', () => {
    const paths = CATALOGUE.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect([...paths, ...ELSEWHERE].sort()).toEqual(leafPaths().sort());
    expect(Object.keys(FIELD_TEXT).sort()).toEqual([...paths].sort());
  });

  it('has words for each choice that the schema allows', () => {
    for (const { path, kind } of CATALOGUE) {
      if (kind !== 'choice') continue;
      const { options } = FIELD_TEXT[path] as { options: Record<string, string> };
      const values = Object.keys(options).map((key) => (({ null: null, true: true, false: false }) as Record<string, unknown>)[key] ?? (key === 'null' ? null : key === 'false' ? false : key)); // prettier-ignore
      for (const value of values)
        expect(issueOf(defaultSettings(), path, value), `${path}: ${JSON.stringify(value)}`).toBeNull();
    }
  });

  it('takes bounds and defaults from the schema', () => {
    expect(boundsAt('retention.candlesDays')).toEqual({ min: 7, max: 3650, whole: true });
    expect(boundsAt('model.budget.moneyPerDay')).toMatchObject({ min: 0, max: null });
    expect(boundsAt('disk.lowBytes').max).toBeNull();
    expect(defaultAt('news.newsapi.pollMinutes')).toBe(15);
  });

  it('changes one value deep inside and leaves its neighbours', () => {
    const settings = defaultSettings();
    const patch = patchAt(settings, 'news.reddit.minScore', 99);
    expect(Object.keys(patch)).toEqual(['news']);
    const next = SettingsSchema.parse({ ...settings, ...patch });
    expect(next.news).toEqual({ ...settings.news, reddit: { ...settings.news.reddit, minScore: 99 } });
    expect(valueAt(next, 'news.reddit.minScore')).toBe(99);
  });

  it('says what is wrong with a number, in its unit', () => {
    const settings = defaultSettings();
    expect(typedIssue(settings, settingOf('retention.candlesDays'), 3)).toBe('From 7 to 3,650.');
    expect(typedIssue(settings, settingOf('retention.candlesDays'), 8.5)).toBe('A whole number.');
    expect(typedIssue(settings, settingOf('retention.maxBytes'), 1)).toBe('0.05 or more.');
    expect(typedIssue(settings, settingOf('alertsPerDay'), NaN)).toBe('A number.');
    expect(typedIssue(settings, settingOf('alertsPerDay'), 0.5)).toBeNull();
  });

  it('is searched by name, meaning, path and group', () => {
    expect(findSettings('reddit score').map(({ path }) => path)).toEqual(['news.reddit.minScore']);
    expect(findSettings('moneyPerDay').map(({ path }) => path)).toEqual(['model.budget.moneyPerDay']);
    expect(findSettings('no such thing')).toEqual([]);
  });

  it('puts a group back to its defaults and touches nothing else', () => {
    const settings = SettingsSchema.parse({ backup: { keep: 9, hour: 7 }, retention: { pricesDays: 5 } });
    const patch = resetPatch(settings, [settingOf('backup.keep')]);
    expect(patch).toEqual({ backup: { ...settings.backup, keep: 3 } });
  });
});

describe('the Settings view', () => {
  it('tells a wrong value under its field, keeps it from the engine, and saves the rest', async () => {
    const { fake } = await open();
    fireEvent.change(within(row('retention.candlesDays')).getByLabelText('Candles'), { target: { value: '3' } });
    fireEvent.blur(within(row('retention.candlesDays')).getByLabelText('Candles'));
    expect(within(row('retention.candlesDays')).getByRole('alert').textContent).toBe('From 7 to 3,650.');
    const keep = within(row('backup.keep')).getByLabelText('Backups kept');
    fireEvent.change(keep, { target: { value: '5' } });
    fireEvent.blur(keep);
    await waitFor(() => expect(fake.state.settings.backup.keep).toBe(5));
    expect(fake.state.settings.retention.candlesDays).toBe(400);
  });

  it('keeps lists line by line, names the wrong line, and takes an empty optional value away', async () => {
    const { fake } = await open();
    const subreddits = within(row('news.reddit.subreddits')).getByLabelText('Subreddits');
    fireEvent.change(subreddits, { target: { value: 'CryptoCurrency\nr/Bitcoin' } });
    fireEvent.blur(subreddits);
    expect(within(row('news.reddit.subreddits')).getByRole('alert').textContent).toContain('without r/');
    fireEvent.change(subreddits, { target: { value: 'CryptoCurrency\n\n Bitcoin ' } });
    fireEvent.blur(subreddits);
    await waitFor(() => expect(fake.state.settings.news.reddit.subreddits).toEqual(['CryptoCurrency', 'Bitcoin']));
    const minutes = within(row('news.reddit.pollMinutes')).getByLabelText('Reddit, between two reads');
    fireEvent.change(minutes, { target: { value: '12' } });
    fireEvent.blur(minutes);
    await waitFor(() => expect(fake.state.settings.news.reddit.pollMinutes).toBe(12));
    fireEvent.change(minutes, { target: { value: '' } });
    fireEvent.blur(minutes);
    await waitFor(() => expect(fake.state.settings.news.reddit.pollMinutes).toBeUndefined());
  });

  it('adds a feed that is right, says what is wrong with one that is not, and reads one on demand', async () => {
    const { fake } = await open();
    const news = within(row('news.feeds'));
    const add = (name: string, url: string): void => {
      fireEvent.change(news.getByLabelText('Name'), { target: { value: name } });
      fireEvent.change(news.getByLabelText('Address'), { target: { value: url } });
      fireEvent.click(news.getByText('Add'));
    };
    add('Mine', 'ftp://example.org/feed');
    expect(news.getByRole('alert').textContent).toContain('https://');
    add('Mine', 'https://example.org/broken');
    await waitFor(() => expect(fake.state.settings.news.feeds.map(({ id }) => id)).toEqual(['Mine']));
    fireEvent.click(await news.findByLabelText('Test: Mine'));
    await news.findByText(/HTTP 503/);
    add('Mine', 'https://example.org/other');
    await news.findByText('There is a feed of that name already.');
    fireEvent.click(within(row('news.useDefaults')).getByLabelText('Test: CoinDesk'));
    await within(row('news.useDefaults')).findByText(/^25 reports, newest 4 min ago|^25 reports, newest/);
    fireEvent.click(news.getByLabelText('Remove Mine'));
    await waitFor(() => expect(fake.state.settings.news.feeds).toEqual([]));
  });

  it('reads a news file on demand', async () => {
    await open();
    const files = within(row('news.files'));
    const field = files.getByRole('textbox');
    fireEvent.change(field, { target: { value: '/news/2023.csv' } });
    fireEvent.blur(field);
    fireEvent.click(await files.findByLabelText('Test: /news/2023.csv'));
    await files.findByText(/^25 reports/);
  });

  it('says which keys are there, and never what they are', async () => {
    await open();
    await screen.findByText('MANE_CRYPTOPANIC_KEY is not set');
    fireEvent.click(within(row('model.enabled')).getByRole('switch'));
    await screen.findByText('MANE_OPENAI_KEY is there');
  });

  it('says what waits for a new start, and starts the engine over', async () => {
    const { fake } = await open();
    fireEvent.click(within(row('volumeRaises')).getByRole('switch'));
    const bar = await screen.findByTestId('restart-bar');
    expect(bar.textContent).toContain('Volume alone');
    fireEvent.click(within(bar).getByText('Start the engine over now'));
    await waitFor(() => expect(fake.state.restarts).toBe(1));
    await waitFor(() => expect(screen.queryByTestId('restart-bar')).toBeNull());
  });

  it('shows what a file would change before it does, and names all that is wrong with one', async () => {
    const { fake } = await open();
    const choose = screen.getByLabelText('Choose a file');
    const give = (text: string): void =>
      void fireEvent.change(choose, {
        target: { files: [new File([text], 'other.json', { type: 'application/json' })] },
      });
    give('{"alertsPerDay": -1, "backup": {"keep": 0}}');
    await screen.findByText(/^alertsPerDay: /);
    await screen.findByText(/^backup\.keep: /);
    give('{"alertsPerDay": 9, "backup": {"keeep": 2}}');
    await screen.findByText(/backup\.keeep: unknown setting/);
    expect(fake.state.settings.alertsPerDay).toBe(5);
    give('{"alertsPerDay": 9, "backup": {"keep": 2}}');
    await screen.findByText('alertsPerDay: 5 → 9');
    expect(fake.state.settings.alertsPerDay).toBe(5);
    fireEvent.click(screen.getByText('Change them'));
    await waitFor(() => expect(fake.state.settings).toMatchObject({ alertsPerDay: 9, backup: { keep: 2, hour: 4 } }));
  });

  it('writes numbers and dates as the reader’s setting says', async () => {
    const { fake } = await open();
    fireEvent.change(field('Numbers and dates'), { target: { value: 'de-DE' } });
    await waitFor(() => expect(fake.state.settings.appearance.locale).toBe('de-DE'));
    await waitFor(() => expect(screen.getByTestId('locale-example').textContent).toContain('64.210,5'));
    await waitFor(() => expect(document.querySelector('[data-symbol="BTC-USD"]')?.textContent).toMatch(/\d\d\.\d{3}/));
    setNumberLocale('en-US');
    setDateLocale('en-US');
  });
});
