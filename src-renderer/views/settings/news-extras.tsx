/** The sources of news: feeds of the reader's own (add, switch, try, remove), the shipped ones, and services with their keys. */
import { useMutation } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { baseFeedIssue } from './feed-issue.ts';
import type { NewsFeed, Settings } from '../../../src-shared/settings.ts';
import type { NewsSourceChoice } from '../../../src-shared/setup.ts';
import { FIELD_TEXT } from '../../../src-shared/text/settings-fields.ts';
import { SETTINGS_TEXT as TEXT } from '../../../src-shared/text/settings.ts';
import { useEngine } from '../../client/engine.tsx';
import { faultText } from '../../client/fault-text.ts';
import { useKeys, useNewsDefaults } from '../../client/setup.ts';
import { Button, IconButton } from '../../ui/parts.tsx';
import { sinceText } from '../../ui/zone.ts';
import { useZone } from '../../client/settings.ts';
import { Answer, type TryAnswer } from './try-row.tsx';

/** A real read of one source: how much came and how new it is, or what to do. */
function useNewsTry(source: NewsSourceChoice): { run: () => void; busy: boolean; answer: TryAnswer | null } {
  const { client } = useEngine();
  const zone = useZone();
  const test = useMutation({
    mutationFn: async () => ({ ...(await client.settings.testNews({ source })), at: Date.now() }),
  });
  const { data, error, isPending } = test;
  const newest = data?.newest == null ? null : sinceText(data.newest, data.at, zone);
  const read = data?.items == null ? null : TEXT.news.read(data.items, newest);
  const line = error !== null ? faultText(error) : data === undefined ? null : data.ok ? (read ?? '') : data.detail;
  return { run: () => test.mutate(), busy: isPending, answer: line === null ? null : { ok: data?.ok === true, line } };
}

export function Feeds({
  settings,
  onChange,
}: {
  settings: Settings;
  onChange: (path: string, value: unknown) => void;
}) {
  const { feeds } = settings.news;
  const set = (next: readonly NewsFeed[]): void => onChange('news.feeds', next);
  return (
    <div className="border-t border-line py-3">
      <p className="text-sm">{FIELD_TEXT['news.feeds'].label}</p>
      <p className="mb-2 text-xs leading-normal text-muted">{FIELD_TEXT['news.feeds'].hint}</p>
      <ul aria-label={FIELD_TEXT['news.feeds'].label} className="mb-2">
        {feeds.map((feed) => (
          <FeedRow
            key={feed.id}
            feed={feed}
            onChange={(next) => set(feeds.map((one) => (one.id === feed.id ? next : one)))}
            onRemove={() => set(feeds.filter((one) => one.id !== feed.id))}
          />
        ))}
      </ul>
      <AddFeed settings={settings} onAdd={(feed) => set([...feeds, feed])} />
    </div>
  );
}

interface FeedRowProps {
  readonly feed: NewsFeed;
  readonly onChange?: (feed: NewsFeed) => void;
  readonly onRemove?: () => void;
}
function FeedRow({ feed, onChange, onRemove }: FeedRowProps) {
  const { run, busy, answer } = useNewsTry({ kind: 'feed', feed });
  return (
    <li data-feed={feed.id} className="border-t border-line first:border-t-0">
      <div className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 py-1">
        {onChange !== undefined && (
          <input
            type="checkbox"
            aria-label={TEXT.news.enabled(feed.id)}
            checked={feed.enabled}
            onChange={(event) => onChange({ ...feed, enabled: event.target.checked })}
            className="size-4 accent-accent"
          />
        )}
        <span className={`text-sm ${feed.enabled ? '' : 'text-muted'}`}>{feed.id}</span>
        <span title={feed.url} className="min-w-0 flex-1 basis-40 truncate font-mono text-2xs text-muted">
          {feed.url}
        </span>
        <Button disabled={busy} onClick={run} aria-label={`${TEXT.test}: ${feed.id}`}>
          {busy ? TEXT.testing : TEXT.test}
        </Button>
        {onRemove !== undefined && <IconButton icon={Trash2} label={TEXT.news.remove(feed.id)} onClick={onRemove} />}
      </div>
      <div role="status">{answer !== null && !busy && <Answer {...answer} />}</div>
    </li>
  );
}

function AddFeed({ settings, onAdd }: { settings: Settings; onAdd: (feed: NewsFeed) => void }) {
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const [told, setTold] = useState<string | null>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const feed = { id: name.trim(), url: url.trim(), enabled: true };
    const issue = baseFeedIssue(settings, feed);
    setTold(issue);
    if (issue !== null) return;
    onAdd(feed);
    setName('');
    setUrl('');
  };
  const field = 'h-7 rounded-sm border border-line bg-canvas px-2 text-sm placeholder:text-muted';
  return (
    <form onSubmit={submit}>
      <div className="flex flex-wrap gap-2">
        <input
          aria-label={TEXT.news.name}
          placeholder={TEXT.news.name}
          value={name}
          onChange={(event) => setName(event.target.value)}
          className={`${field} w-36`}
        />
        <input
          aria-label={TEXT.news.address}
          placeholder={TEXT.news.address}
          value={url}
          onChange={(event) => setUrl(event.target.value)}
          spellCheck={false}
          className={`${field} min-w-40 flex-1`}
        />
        <Button type="submit">{TEXT.news.add}</Button>
      </div>
      {told !== null && (
        <p role="alert" className="mt-1.5 text-xs text-amber">
          {told}
        </p>
      )}
    </form>
  );
}

export function ShippedFeeds() {
  const feeds = useNewsDefaults();
  return (
    <ul aria-label={TEXT.tries.shipped} className="mb-1 pl-3">
      {feeds.map((feed) => (
        <FeedRow key={feed.id} feed={feed} />
      ))}
    </ul>
  );
}

/** Under the paths: each read once, as the engine would. */
export function FileTries({ paths }: { paths: readonly string[] }) {
  return (
    <ul aria-label={FIELD_TEXT['news.files'].label} className="mb-2 pl-3">
      {paths.map((path) => (
        <FileRow key={path} path={path} />
      ))}
    </ul>
  );
}

function FileRow({ path }: { path: string }) {
  const { run, busy, answer } = useNewsTry({ kind: 'file', path });
  return (
    <li className="border-t border-line first:border-t-0">
      <div className="flex min-h-9 items-center gap-3 py-1">
        <span title={path} className="min-w-0 flex-1 truncate font-mono text-2xs text-muted">
          {path}
        </span>
        <Button disabled={busy} onClick={run} aria-label={`${TEXT.test}: ${path}`}>
          {busy ? TEXT.testing : TEXT.test}
        </Button>
      </div>
      <div role="status">{answer !== null && !busy && <Answer {...answer} />}</div>
    </li>
  );
}

/** Under a service's switch: whether its keys are there, and a read with them. */
export function ServiceTry({
  service,
  keys,
}: {
  service: 'cryptopanic' | 'newsapi' | 'reddit';
  keys: readonly string[];
}) {
  const { run, busy, answer } = useNewsTry({ kind: 'service', service });
  return (
    <div className="pb-2 pl-3">
      <div className="flex flex-wrap items-center gap-3">
        <KeyNotes names={keys} />
        <Button
          disabled={busy}
          onClick={run}
          aria-label={`${TEXT.test}: ${FIELD_TEXT[`news.${service}.enabled`].label}`}
        >
          {busy ? TEXT.testing : TEXT.test}
        </Button>
      </div>
      <div role="status" className="pt-1">
        {answer !== null && !busy && <Answer {...answer} />}
      </div>
    </div>
  );
}

/** Where a key has to be and whether it is there; never the key. */
export function KeyNotes({ names }: { names: readonly string[] }) {
  const keys = useKeys();
  return (
    <ul className="flex flex-1 flex-wrap gap-x-4 text-xs text-muted" title={TEXT.keys.where}>
      {names.map((name) => (
        <li key={name} data-key={name} className="font-mono text-2xs">
          {keys.get(name) === true ? TEXT.keys.present(name) : TEXT.keys.absent(name)}
        </li>
      ))}
    </ul>
  );
}
