/**
 * What a report of trouble needs, as text: versions, health, and the settings that explain behaviour. Without keys and passwords,
 * and without what names a person or a server: addresses, folders and the symbols of news accounts are left out or shortened.
 */
import type { Health } from '../../../src-shared/health.ts';
import type { Settings } from '../../../src-shared/settings.ts';
import type { EngineInfo } from '../../../src-shared/setup.ts';

export interface DiagnosticParts {
  readonly info: EngineInfo | undefined;
  readonly health: Health | null;
  readonly settings: Settings | undefined;
  /** Of the browser or the app. */
  readonly userAgent: string;
}

export function diagnosticsOf({ info, health, settings, userAgent }: DiagnosticParts): string {
  const told = {
    mane: info && { version: info.version, node: info.node, platform: info.platform, waiting: info.waiting },
    window: userAgent,
    health: health && healthOf(health),
    settings: settings && settingsOf(settings),
  };
  return `${scrubbed(JSON.stringify(told, null, 2))}\n`;
}

/** The engine's own words may quote an address or a path: of those only what kind it was stays. */
export const scrubbed = (text: string): string =>
  text
    .replace(/\b([a-z][a-z0-9+]*):\/\/[^\s"'\\)>]+/gi, '$1://…')
    .replace(/(?<![\w.…/])(?:[A-Za-z]:\\\\|\/)(?:[\w.@ -]+(?:\\\\|\/))+[\w.@-]*/g, '(path)')
    .replace(/\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/g, '(address)');

function healthOf({ feed, news, embedder, store, mirror, model, care, ...rest }: Health) {
  return {
    ...rest,
    feed,
    news: news.map(({ id, state, items, detail }) => ({ id, state, items, detail })),
    embedder,
    store: { state: store.state, queued: store.queued, dropped: store.dropped, sizeBytes: store.sizeBytes, detail: store.detail }, // prettier-ignore
    mirror: mirror && { state: mirror.state, detail: mirror.detail, backlog: mirror.backlog, parked: mirror.parked },
    model: model && { provider: model.provider, model: model.model, state: model.state, detail: model.detail },
    care: care && { disk: care.disk, running: care.running },
  };
}

function settingsOf({ news, embedder, model, postgres, backup, retention, ...rest }: Settings) {
  return {
    ...rest,
    news: { mode: news.mode, useDefaults: news.useDefaults, feeds: news.feeds.length, files: news.files.length, pollMinutes: news.pollMinutes }, // prettier-ignore
    embedder: { kind: embedder.kind, sameStory: embedder.sameStory },
    model: { enabled: model.enabled, preset: model.preset, model: model.model, output: model.output, tools: model.tools, judge: model.judge.enabled }, // prettier-ignore
    postgres: { enabled: postgres.enabled },
    backup: { enabled: backup.enabled, hour: backup.hour, keep: backup.keep },
    retention: { ...retention, archiveFolder: retention.archiveFolder === '' ? '' : '(path)' },
  };
}
