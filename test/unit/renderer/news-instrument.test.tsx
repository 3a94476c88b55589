import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { NewsInstrument } from '../../../src-renderer/views/health/news-instrument.tsx';

afterEach(cleanup);

it('says which embedder is in use, and which it stands in for and why', () => {
  const { rerender } = render(
    <NewsInstrument sources={[]} embedder={{ chosen: 'lexical', used: 'lexical', state: 'ok', detail: null }} />,
  );
  expect(screen.getByText('lexical')).toBeDefined();
  rerender(
    <NewsInstrument
      sources={[]}
      embedder={{ chosen: 'local', used: 'lexical', state: 'fallback', detail: 'no model' }}
    />,
  );
  const told = screen.getByText('lexical instead of local');
  expect(told.title).toBe('no model');
  expect(told.className).toContain('amber');
});
