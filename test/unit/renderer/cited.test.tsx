import './setup.ts';
import { fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { citedSentences, safeUrl, splitSentences } from '../../../src-renderer/ui/cited.ts';
import { ExternalLink } from '../../../src-renderer/ui/external-link.tsx';
import { Sentences } from '../../../src-renderer/ui/sentences.tsx';
import { markdownOf, jsonOf, citedArticles } from '../../../src-renderer/views/anomaly/detail-model.ts';
import { stored } from './stored.ts';

describe('citations', () => {
  it('come from the claims of the narrative when no draft is at hand', () => {
    const { narrative } = stored('SOL-USD');
    const sentences = citedSentences(narrative!);
    expect(sentences.map(({ cites }) => cites)).toEqual([
      ['E1', 'E2', 'E3'],
      ['E5', 'E6'],
    ]);
    expect(sentences.map(({ text }) => text).join(' ')).toBe(narrative!.narrative_text);
  });

  it('are the same from the stored draft, even when the claims are worded otherwise', () => {
    const { narrative, revisions } = stored('SOL-USD');
    const other = { ...narrative!, citations: [{ claim: 'something else', evidence_ids: ['E9'] }] };
    expect(citedSentences(other, revisions).map(({ cites }) => cites)).toEqual([
      ['E1', 'E2', 'E3'],
      ['E5', 'E6'],
    ]);
    expect(citedSentences(other).flatMap(({ cites }) => cites)).toEqual([]);
  });

  it('name an evidence id once', () => {
    const { narrative } = stored('SOL-USD');
    const [claim] = narrative!.citations;
    const twice = { ...narrative!, citations: [claim, claim] };
    expect(citedSentences(twice)[0]?.cites).toEqual(['E1', 'E2', 'E3']);
  });

  it('do not cut a sentence at a decimal point', () => {
    expect(splitSentences('SOL fell 4.2 % in 5 min. The cause is unknown.')).toEqual([
      'SOL fell 4.2 % in 5 min.',
      'The cause is unknown.',
    ]);
  });

  it('are buttons behind the words that open their evidence', () => {
    const { narrative, anomaly } = stored('SOL-USD');
    const onCite = vi.fn();
    render(<Sentences narrative={narrative} stage={anomaly.stage} onCite={onCite} active="E6" />);
    expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual(['1', '2', '3', '5', '6']);
    expect(screen.getByRole('button', { name: 'Evidence 6' }).getAttribute('aria-pressed')).toBe('true');
    fireEvent.click(screen.getByRole('button', { name: 'Evidence 5' }));
    expect(onCite).toHaveBeenCalledExactlyOnceWith('E5');
  });
});

describe('what may be shown', () => {
  it('never shows a withheld draft as the explanation', () => {
    const { narrative, anomaly } = stored('ADA-USD');
    const { container } = render(<Sentences narrative={narrative} stage={anomaly.stage} onCite={() => undefined} />);
    expect(container.textContent).not.toContain('upgrade');
    expect(container.textContent).toContain('did not pass its checks');
  });

  it('shows nothing of a narrative that was never judged', () => {
    const { narrative, anomaly } = stored('SOL-USD');
    const { container } = render(
      <Sentences
        narrative={{ ...narrative!, validated: false, validation_passed: null }}
        stage={anomaly.stage}
        onCite={() => undefined}
      />,
    );
    expect(container.textContent).toBe('');
    expect(screen.getByRole('status')).toBeTruthy();
  });

  it('leaves a withheld text out of what is copied', () => {
    expect(markdownOf(stored('ADA-USD'))).not.toContain('upgrade that raised');
    expect(markdownOf(stored('SOL-USD'))).toContain(
      'consensus bug, as two sources had reported up to 6 minutes before. [5] [6]',
    );
    expect(JSON.parse(jsonOf(stored('SOL-USD')))).toMatchObject({ anomaly: { symbol: 'SOL-USD' } });
  });

  it('knows which articles are cited', () => {
    const detail = stored('SOL-USD');
    expect([...citedArticles(detail).values()]).toEqual(['E5', 'E6']);
    expect([...citedArticles(stored('ADA-USD'))]).toEqual([]);
  });
});

describe('addresses of news', () => {
  const hostile = [
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>1</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:x',
    'mane://anomaly/1',
    '//evil.example',
    'not a url',
    '',
  ];
  it.each(hostile)('%j is no link', (url) => {
    expect(safeUrl(url)).toBeNull();
    render(<ExternalLink url={url}>Headline</ExternalLink>);
    expect(screen.queryByRole('link')).toBeNull();
    expect(screen.getByText('Headline')).toBeTruthy();
  });

  it('an https one opens outside, without opener and referrer', () => {
    render(<ExternalLink url="https://news.example/a?b=1">Headline</ExternalLink>);
    const link = screen.getByRole('link');
    expect(link.getAttribute('href')).toBe('https://news.example/a?b=1');
    expect(link.getAttribute('rel')).toBe('noopener noreferrer');
    expect(link.getAttribute('target')).toBe('_blank');
  });
});
