/** Commands by keys and by the palette: none is out of reach, letters find what is meant, and what was used comes first. */
import './setup.ts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { commandNames, createKeyReader, placeOf, SHORTCUTS, type KeyPress } from '../../../src-renderer/client/keys.ts';
import { parseRoute } from '../../../src-renderer/client/route.ts';
import { linkOf } from '../../../src-renderer/client/window-commands.ts';
import { ranked, scoreOf } from '../../../src-renderer/ui/fuzzy.ts';
import { paletteEntries, shownEntries } from '../../../src-renderer/ui/palette-entries.ts';
import { FIELD_TEXT } from '../../../src-shared/text/settings-fields.ts';
import { openWindow } from './open-window.tsx';

const press = (key: string, extra: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  typing: false,
  at: 0,
  ...extra,
});

describe('every command', () => {
  it('has keys of its own or stands in the palette', () => {
    const inPalette = new Set(paletteEntries([]).map(({ id }) => id));
    for (const command of commandNames)
      expect(placeOf(command).keys !== undefined || inPalette.has(command), command).toBe(true);
    const keys = SHORTCUTS.map((shortcut) => shortcut.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('is read from its keys, whichever they are', () => {
    for (const { keys, command } of SHORTCUTS) {
      const read = createKeyReader();
      const parts = keys.split(' ');
      const last = parts.at(-1) ?? '';
      const modified = { altKey: parts[0] === 'Alt', ctrlKey: parts[0] === 'Ctrl' };
      if (parts.length === 2 && !modified.altKey && !modified.ctrlKey) read(press(parts[0] ?? ''));
      expect(read(press(last, modified)), keys).toBe(command);
    }
  });

  it('leaves Alt with an arrow to a field in which is typed', () => {
    const read = createKeyReader();
    expect(read(press('ArrowLeft', { altKey: true, typing: true }))).toBeNull();
    expect(read(press('ArrowLeft', { altKey: true }))).toBe('history-back');
  });
});

describe('letters', () => {
  const labels = (typed: string, ...names: string[]): string[] =>
    ranked(
      names.map((label) => ({ label })),
      typed,
    ).map(({ label }) => label);
  it('find by beginnings of words before pieces in the middle', () => {
    expect(labels('gh', 'Go to rules and budget', 'Go to Health', 'Go to History').slice(0, 2)).toEqual([
      'Go to Health',
      'Go to History',
    ]);
    expect(labels('set', 'Reset', 'Go to Settings')[0]).toBe('Go to Settings');
    expect(labels('btc', 'Chart BTC-USD', 'Back to where you were')).toEqual(['Chart BTC-USD']);
  });
  it('need every typed word, in any order', () => {
    expect(labels('usd chart', 'Chart BTC-USD', 'Chart as a table')).toEqual(['Chart BTC-USD']);
    expect(scoreOf('Go to Health', 'xyz')).toBeNull();
    expect(labels('', 'a', 'b')).toEqual(['a', 'b']);
  });
});

describe('the palette', () => {
  it('holds commands, symbols and settings, and begins with what was used last', () => {
    const entries = paletteEntries(['BTC-USD']);
    const first = shownEntries(entries, '', ['symbol:BTC-USD', 'go-health']).slice(0, 2);
    expect(first.map(({ id, group }) => [id, group])).toEqual([
      ['symbol:BTC-USD', 'recent'],
      ['go-health', 'recent'],
    ]);
    expect(shownEntries(entries, 'high contrast', [])[0]?.id).toBe('contrast');
    expect(shownEntries(entries, 'least score', [])[0]).toMatchObject({ group: 'settings', label: FIELD_TEXT['news.reddit.minScore'].label }); // prettier-ignore
    for (const typed of ['', 's', 'chart']) {
      const groups = shownEntries(entries, typed, []).map(({ group }) => group);
      expect(groups.filter((group, i) => group !== groups[i - 1])).toEqual([...new Set(groups)]);
    }
  });

  it('goes to a setting and puts the keyboard into it', async () => {
    openWindow('#/inbox');
    await waitFor(() => expect(document.querySelector('nav')).not.toBeNull());
    fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
    const field = await screen.findByLabelText('Command, symbol or setting');
    fireEvent.change(field, { target: { value: 'least score of a post' } });
    expect(within(screen.getByRole('listbox')).getAllByRole('option')).toHaveLength(1);
    fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(location.hash).toBe('#/settings?at=news.reddit.minScore'));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Least score of a post')));
  });

  it('does what it says and tells what came of it', async () => {
    const { fake } = openWindow('#/inbox');
    await waitFor(() => expect(document.querySelector('nav')).not.toBeNull());
    const choose = async (typed: string): Promise<void> => {
      fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
      const field = await screen.findByLabelText('Command, symbol or setting');
      fireEvent.change(field, { target: { value: typed } });
      fireEvent.keyDown(field, { key: 'Enter' });
    };
    await choose('pause or resume');
    await screen.findByText('Watching is paused');
    expect(fake.state.paused).toBe(true);
    await choose('high contrast');
    await waitFor(() => expect(document.documentElement.dataset.contrast).toBe('more'));
    expect(fake.state.settings.appearance.contrast).toBe('more');
  });
});

describe('the address of a place', () => {
  it('is the app’s link for an anomaly and carries no token', () => {
    const place = { origin: 'http://127.0.0.1:1', pathname: '/', hash: '#/health' };
    expect(linkOf(place, parseRoute('#/health'))).toBe('http://127.0.0.1:1/#/health');
    expect(linkOf(place, parseRoute('#/anomaly/abc'))).toBe('mane://anomaly/abc');
    expect(linkOf(place, parseRoute('#/live?open=abc'))).toBe('mane://anomaly/abc');
  });
});
