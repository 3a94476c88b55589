/** The Anomaly view over the stories and over texts that are hard to show: it says what is known, and nothing breaks it. */
import './setup.ts';
import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { boundsOf, linesOf } from '../../../src-renderer/views/anomaly/path-lines.ts';
import { evidenceCsv, pricesCsv } from '../../../src-renderer/views/anomaly/export-files.ts';
import { markdownOf } from '../../../src-renderer/views/anomaly/detail-model.ts';
import { NewsTimeline } from '../../../src-renderer/views/anomaly/news-timeline.tsx';
import { wrap } from '../../../src-renderer/views/anomaly/picture.ts';
import { changesBetween } from '../../../src-renderer/views/anomaly/word-changes.ts';
import { wentOn, type SimilarMove } from '../../../src-shared/similar.ts';
import { addHostile, HOSTILE, LONG_HEADLINE } from '../../fakes/fake-engine/hostile.ts';
import { openWindow } from './open-window.tsx';
import { stored } from './stored.ts';

const key = (name: string): void => void fireEvent.keyDown(document.body, { key: name });
const at = (symbol: string): string => {
  const opened = openWindow('#/live');
  const id = opened.fake.state.details.find(({ anomaly }) => anomaly.symbol === symbol)!.anomaly.id;
  act(() => {
    location.hash = `#/anomaly/${id}`;
    fireEvent(window, new HashChangeEvent('hashchange'));
  });
  return id;
};

describe('anomaly', () => {
  it('says why it was an alert, what like it came before, and who moved with it', async () => {
    at('BTC-USD');
    expect((await screen.findByTestId('why-alert')).textContent).toMatch(
      /Held back: cooldown: .+ had been notified less than 15 min before\.$/,
    );
    const group = await screen.findByTestId('market-group');
    await within(group).findByText('BTC leads; 2 symbols moved with it:');
    const similar = await screen.findByTestId('similar');
    await within(similar).findByText('5 on record');
    expect(similar.textContent).toMatch(/1 h later\d of 5 went on/);
  });

  it('shows what a citation is while it has the focus, and takes it away again', async () => {
    at('SOL-USD');
    await screen.findByTestId('why-alert');
    const cite = screen.getByTestId('anomaly').querySelector<HTMLElement>('[data-cite=E5]')!;
    fireEvent.focus(cite);
    const tip = await screen.findByRole('tooltip');
    expect(tip.textContent).toContain('Solana validators halt block production');
    expect(tip.textContent).toContain('CoinDesk · 6 min before the onset · one of 3 reports of one story');
    expect(cite.getAttribute('aria-describedby')).toBe(tip.id);
    fireEvent.blur(cite);
    await waitFor(() => expect(screen.queryByRole('tooltip')).toBeNull());
  });

  it('takes a vote with a reason, and stores nothing that is taken back', async () => {
    const { fake } = openWindow('#/live');
    const detail = (): ReturnType<typeof stored> =>
      fake.state.details.find(({ anomaly }) => anomaly.symbol === 'SOL-USD')!;
    location.hash = `#/anomaly/${detail().anomaly.id}`;
    fireEvent(window, new HashChangeEvent('hashchange'));
    await screen.findByTestId('why-alert');
    act(() => key('+'));
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await screen.findByText('Taken back; nothing was stored');
    act(() => key('-'));
    fireEvent.click(await screen.findByRole('button', { name: 'wrong cause' }));
    act(() => {
      location.hash = '#/live';
      fireEvent(window, new HashChangeEvent('hashchange'));
    });
    await waitFor(() => expect(detail().feedback).toMatchObject({ vote: 'down', note: 'wrong cause' }));
  });

  it.each(HOSTILE)('shows one that is hard to show: %s', async (name) => {
    const { fake } = openWindow('#/live');
    const ids = addHostile(fake.state);
    location.hash = `#/anomaly/${ids[name]}`;
    fireEvent(window, new HashChangeEvent('hashchange'));
    const page = await screen.findByTestId('anomaly');
    expect(page.textContent!.length).toBeLessThan(30_000);
    expect(within(page).getByRole('heading', { level: 1 }).textContent).toBeTruthy();
    if (name === 'unwritten') expect(within(page).getByRole('status', { name: 'Reading the news around this minute' })).toBeTruthy(); // prettier-ignore
    if (name === 'tiny') expect(page.textContent).toContain('→ 0.000000001234');
    if (name === 'huge') expect(page.textContent).toContain('→ 123,456.8');
    if (name === 'withheld') expect(page.textContent).toContain('did not pass its checks');
    if (name === 'silent') expect(page.textContent).toContain('No linked report within');
  });
});

describe('a hundred reports and a headline of 4,000 characters', () => {
  it('stay a bounded picture', () => {
    const state = openWindow('#/live').fake.state;
    const ids = addHostile(state);
    const { articles } = state.details.find(({ anomaly }) => anomaly.id === ids.hundred)!;
    const many = Array.from({ length: 100 }, () => articles).flat();
    const clusters = Array.from({ length: 60 }, (_, n) => ({ id: `c${n}`, anomaly_id: '', cluster_number: n, article_ids: [], centroid_summary: LONG_HEADLINE, dominant_sentiment: null, size: 2 })); // prettier-ignore
    const spread = many.map((article, k) => ({ ...article, id: `a${k}`, cluster_id: k % 60 }));
    const { container } = render(
      <NewsTimeline articles={spread} clusters={clusters} cited={new Map()} active={null} onCite={vi.fn()} />,
    );
    expect(container.querySelectorAll('*').length).toBeLessThan(900);
    expect(container.textContent!.length).toBeLessThan(20_000);
    expect(container.textContent).toContain('more stories with');
  });
});

describe('files of an anomaly', () => {
  it('have links that nothing ends early and no formula', () => {
    const detail = stored('SOL-USD');
    const [revision] = detail.revisions;
    const facts = revision.evidence.facts.map((fact) =>
      fact.news === null
        ? fact
        : { ...fact, news: { ...fact.news, title: '=HYPERLINK("x") [a](b)', url: 'https://x.example/a)b(c' } },
    );
    const hostile = { ...detail, revisions: [{ ...revision, evidence: { ...revision.evidence, facts } }] };
    expect(markdownOf(hostile)).toContain('[=HYPERLINK("x") \\[a\\](b)](https://x.example/a%29b%28c)');
    const csv = evidenceCsv({ ...hostile, revisions: [{ ...revision, evidence: { ...revision.evidence, facts: facts.map((fact) => ({ ...fact, text: '=1+1' })) } }] }); // prettier-ignore
    expect(csv.split('\n')[1]).toMatch(/^E1,move,'=1\+1,/);
    expect(pricesCsv([])).toBe('symbol,venue,open_time,open,high,low,close,volume,trades,repaired\n');
  });

  it('wrap words into the width they have, and say when more was there', () => {
    const measure = (text: string): number => Array.from(text).length;
    expect(wrap('one two three', 7, measure, 9)).toEqual(['one two', 'three']);
    expect(wrap('x'.repeat(50), 10, measure, 9)).toEqual([`${'x'.repeat(9)}…`]);
    const cut = wrap('word '.repeat(100), 9, measure, 3);
    expect(cut).toHaveLength(3);
    expect(cut[2]?.endsWith('…')).toBe(true);
  });
});

describe('what changed', () => {
  it('is told word by word', () => {
    expect(changesBetween('SOL fell 4 % in 5 minutes.', 'SOL fell 6 % in 9 minutes.')).toEqual([
      { kind: 'same', text: 'SOL fell' },
      { kind: 'gone', text: '4' },
      { kind: 'come', text: '6' },
      { kind: 'same', text: '% in' },
      { kind: 'gone', text: '5' },
      { kind: 'come', text: '9' },
      { kind: 'same', text: 'minutes.' },
    ]);
    expect(changesBetween('', 'new')).toEqual([{ kind: 'come', text: 'new' }]);
  });
});

describe('earlier moves', () => {
  const move = (change: number, after: (number | null)[]): SimilarMove => ({ id: '', detected_at: 0, onset: 0, price_change_pct: change, cause: null, after, path: [] }); // prettier-ignore
  it('went on when the price went on their way', () => {
    const moves = [move(-4, [-1]), move(-3, [2]), move(-5, [null]), move(-2, [0])];
    expect(wentOn(moves, 0)).toEqual({ on: 1, known: 3 });
  });
  it('are drawn on one scale with holes left open', () => {
    const bounds = boundsOf([[1, 2], [-4]]);
    expect(bounds).toEqual({ low: -4, high: 2 });
    expect(linesOf([0, null, 1, 2], bounds, 100, 50).lines).toHaveLength(2);
    expect(linesOf([], boundsOf([]), 100, 50).lines).toEqual([]);
  });
});
