/** History in jsdom: searching, filters in the address, keys, and the export with its cancel. Scrolling is looked at in a browser (test/e2e/history). */
import './setup.ts';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { exportRows } from '../../../src-renderer/views/history/history-export.ts';
import type { AnomalyFilter } from '../../../src-shared/ports/reader.ts';
import { countOf, listed, searched } from '../../fakes/fake-engine/listing.ts';
import { createState } from '../../fakes/fake-engine/state.ts';
import { openWindow } from './open-window.tsx';

const key = (name: string): void => void fireEvent.keyDown(document.body, { key: name });
const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-history]')];
const selected = (): string | undefined => rows().find((row) => row.hasAttribute('aria-current'))?.dataset.index;

const saved: { name: string; text: Promise<string> }[] = [];
beforeEach(() => {
  saved.length = 0;
  let blob: Blob | null = null;
  URL.createObjectURL = (given) => ((blob = given as Blob), 'blob:test');
  URL.revokeObjectURL = () => undefined;
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    if (blob !== null && this.download !== '') saved.push({ name: this.download, text: blob.text() });
  });
});

describe('history', () => {
  it('answers each letter, marks what it found, and keeps the search in the address', async () => {
    openWindow('#/history');
    await waitFor(() => expect(rows()).toHaveLength(11));
    fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'settlement' } });
    await waitFor(() => expect(rows()).toHaveLength(1));
    expect(rows()[0].querySelector('mark')?.textContent).toBe('settlement');
    await waitFor(() => expect(location.hash).toContain('q=settlement'));
    await waitFor(() => expect(document.querySelector('[data-answers=settlement]')).toBeTruthy());
  });

  it('narrows by chips that stand in the address, and widens again', async () => {
    openWindow('#/history?wide=1&sort=largest');
    await waitFor(() => expect(rows()).toHaveLength(3));
    expect(screen.getByTestId('history-count').textContent).toBe('3 anomalies');
    expect(rows().map((row) => row.textContent)[0]).toContain('AVAX');
    fireEvent.click(screen.getByRole('button', { name: 'With my feedback' }));
    await screen.findByText('Nothing with these filters');
    expect(location.hash).toContain('mine=1');
    fireEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
    await waitFor(() => expect(rows()).toHaveLength(11));
    fireEvent.change(screen.getByRole('combobox', { name: 'Cause' }), { target: { value: 'cause_unknown' } });
    await waitFor(() => expect(location.hash).toContain('cause=cause_unknown'));
    await waitFor(() => expect(rows().length).toBeLessThan(11));
  });

  it('is walked by j and k, by screens, and to its ends', async () => {
    openWindow('#/history');
    await waitFor(() => expect(rows()).toHaveLength(11));
    await waitFor(() => expect(selected()).toBe('0'));
    act(() => key('j'));
    await waitFor(() => expect(selected()).toBe('1'));
    act(() => key('End'));
    await waitFor(() => expect(selected()).toBe('10'));
    act(() => key('PageUp'));
    await waitFor(() => expect(selected()).toBe('0'));
    act(() => key('PageDown'));
    act(() => key('k'));
    await waitFor(() => expect(selected()).toBe('9'));
    act(() => key('Enter'));
    await waitFor(() => expect(location.hash).toMatch(/^#\/anomaly\//));
  });

  it('exports what is listed, by its key', async () => {
    openWindow('#/history?wide=1');
    await waitFor(() => expect(rows()).toHaveLength(3));
    act(() => key('x'));
    const dialog = await screen.findByRole('dialog', { name: 'Export what is listed' });
    fireEvent.click(within(dialog).getByRole('radio', { name: /JSON Lines/ }));
    fireEvent.click(within(dialog).getByRole('button', { name: 'Export' }));
    await within(dialog).findByText(/3 anomalies saved as mane-history-.*\.jsonl/);
    const lines = (await saved[0].text).trim().split('\n').map((line) => JSON.parse(line) as { market_wide: boolean }); // prettier-ignore
    expect(lines.map((line) => line.market_wide)).toEqual([true, true, true]);
  });

  it('says what failed', async () => {
    openWindow('#/history?q=settlement', 'error');
    expect((await screen.findByText('History could not be read')).textContent).toBeTruthy();
  });
});

describe('export', () => {
  const state = createState('live');
  state.filler = 1234;
  const client = {
    anomalies: {
      list: async (filter: AnomalyFilter) => listed(state, filter),
      search: async (query: Parameters<typeof searched>[1]) => searched(state, query),
    },
  } as unknown as Parameters<typeof exportRows>[0]['client'];
  const request = { client, conditions: {}, text: '', sort: 'newest' as const, format: 'csv' as const };

  it('has every row once, over page edges of equal times, and tells how far it is', async () => {
    const told: number[] = [];
    const { parts, count } = await exportRows({ ...request, signal: new AbortController().signal, onProgress: (done) => void told.push(done) }); // prettier-ignore
    expect(count).toBe(countOf(state, {}));
    const ids = parts.join('').trim().split('\n').slice(1).map((line) => line.split(',')[0]); // prettier-ignore
    expect(new Set(ids).size).toBe(count);
    expect(told).toEqual([500, 1000, count]);
  });

  it('stops between two pages when it is cancelled', async () => {
    const abort = new AbortController();
    const running = exportRows({ ...request, signal: abort.signal, onProgress: () => abort.abort() });
    await expect(running).rejects.toThrow();
  });

  it('exports matches of a search alone', async () => {
    const { parts, count } = await exportRows({ ...request, text: 'settlement', format: 'markdown', signal: new AbortController().signal, onProgress: () => undefined }); // prettier-ignore
    expect(count).toBe(1);
    expect(parts.join('')).toContain('**XRP-USD** +3.1 %');
  });
});
