/** What a source's state asks for is said in words, not only by colour or on hovering. */
import './setup.ts';
import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { SourceHealth } from '../../../src-shared/health.ts';
import { NewsNotes } from '../../../src-renderer/views/health/news-notes.tsx';

const source = (id: string, state: SourceHealth['state'], detail: string | null): SourceHealth => ({
  id,
  state,
  detail,
  lastReadAt: null,
  lastOkAt: null,
  items: 0,
});

it('shows the note of a source that works, and what to do about one that does not', () => {
  render(
    <NewsNotes
      sources={[
        source('CoinDesk', 'ok', null),
        source('NewsAPI', 'ok', 'developer plan: articles come 24 h late'),
        source('CryptoPanic', 'failed', 'CryptoPanic: the key was refused (401); check MANE_CRYPTOPANIC_KEY'),
        source('Reddit', 'disabled', 'no key: set MANE_REDDIT_ID'),
      ]}
    />,
  );
  expect(screen.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
    'NewsAPI: developer plan: articles come 24 h late',
    'CryptoPanic: the key was refused (401); check MANE_CRYPTOPANIC_KEY',
    'Reddit: no key: set MANE_REDDIT_ID',
  ]);
});

it('has no list when there is nothing to say', () => {
  render(<NewsNotes sources={[source('CoinDesk', 'ok', null)]} />);
  expect(screen.queryByRole('list')).toBeNull();
});
