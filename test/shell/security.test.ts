/** What no page may do, and the app's own protocol. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { session, type WebContents } from 'electron';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src-main/base/logger.ts';
import { isAppUrl, respond, serveApp } from '../../src-main/shell/app-protocol.ts';
import { anomalyIn, anomalyInArguments, deepLinkOf } from '../../src-main/shell/deep-link.ts';
import { denyPermissions, hardenContents, isExternalLink, isTrustedSender } from '../../src-main/shell/security.ts';
import { fake, resetFake } from '../fakes/electron/index.ts';
import { defaultSession } from '../fakes/electron/session.ts';
import { FakeContents } from '../fakes/electron/window.ts';
import { ANOMALY_ID } from '../fakes/stub-engine.ts';
import { TRAVERSALS } from '../unit/api/traversals.ts';

beforeEach(resetFake);

const hardened = (): FakeContents => {
  const contents = new FakeContents();
  hardenContents(contents as unknown as WebContents, { logger: silentLogger });
  return contents;
};

describe('navigation', () => {
  it.each(['will-navigate', 'will-redirect', 'will-frame-navigate'])('%s stays on our origin', (kind) => {
    const contents = hardened();
    expect(contents.navigate('app://mane/index.html#/history', kind)).toBe(true);
    for (const url of [
      'https://evil.example/',
      'file:///etc/passwd',
      'app://other/index.html',
      'data:text/html,x',
      'javascript:alert(1)',
      'app:mane',
    ]) {
      expect(contents.navigate(url, kind), url).toBe(false);
    }
  });

  it('opens no window, and hands plain links to the desktop', () => {
    const contents = hardened();
    const urls = [
      'https://www.coindesk.com/a',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'mane://anomaly/x',
      'https://user:pw@host/',
      'ms-msdt:/id',
      'not a url',
      `https://x/${'a'.repeat(3000)}`,
    ];
    for (const url of urls) expect(contents.openHandler({ url })).toEqual({ action: 'deny' });
    expect(fake.external).toEqual(['https://www.coindesk.com/a']);
  });

  it('attaches no web view', () => {
    let prevented = false;
    hardened().emit('will-attach-webview', { preventDefault: () => (prevented = true) });
    expect(prevented).toBe(true);
  });

  it('knows an external link', () => {
    expect(isExternalLink('http://127.0.0.1:80/x')).toBe(true);
    for (const bad of ['', 'ftp://x/', 'https://', 'HTTPS://u@x/', '\\\\share\\x', 'smb://x'])
      expect(isExternalLink(bad), bad).toBe(false);
  });
});

it('denies every permission', () => {
  denyPermissions(session.defaultSession);
  for (const permission of ['media', 'geolocation', 'notifications', 'midi', 'clipboard-read', 'openExternal']) {
    let granted: boolean | null = null;
    defaultSession.permission!(null, permission, (answer) => (granted = answer));
    expect(granted, permission).toBe(false);
  }
  expect(defaultSession.check!()).toBe(false);
  expect(defaultSession.device!()).toBe(false);
});

describe('sender', () => {
  const sender = new FakeContents() as unknown as WebContents;
  const event = (url: string, parent: unknown = null) => ({ sender, senderFrame: { url, parent } }) as never;
  const own = (contents: WebContents) => contents === sender;
  it('must be the top frame of our window on our origin', () => {
    expect(isTrustedSender(event('app://mane/index.html#/x'), own)).toBe(true);
    expect(isTrustedSender(event('https://evil.example/'), own)).toBe(false);
    expect(isTrustedSender(event('app://mane/index.html', {}), own)).toBe(false);
    expect(isTrustedSender(event('app://mane/index.html'), () => false)).toBe(false);
    expect(isTrustedSender({ sender, senderFrame: null }, own)).toBe(false);
  });
});

describe('app://', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mane-app-'));
    mkdirSync(join(folder, 'renderer'));
    writeFileSync(join(folder, 'renderer', 'index.html'), '<title>MANE</title>');
    writeFileSync(join(folder, 'secret.txt'), 'SECRET');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const ask = (url: string, method = 'GET') => respond({ url, method }, join(folder, 'renderer'));

  it('serves the window with a policy that connects to nothing', async () => {
    for (const url of ['app://mane/', 'app://mane/index.html', 'app://mane/index.html?x#/anomaly/1', 'app://mane']) {
      const answer = await ask(url);
      expect(answer.status, url).toBe(200);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(answer.headers.get('content-security-policy')).toContain("connect-src 'none'");
      expect(answer.headers.get('content-security-policy')).not.toContain('unsafe');
    }
    serveApp(session.defaultSession, join(folder, 'renderer'));
    expect((await fake.protocols.get('app')!(new Request('app://mane/index.html'))).status).toBe(200);
  });

  it('serves nothing else', async () => {
    expect((await ask('app://other/index.html')).status).toBe(404);
    expect((await ask('app://mane/index.html', 'POST')).status).toBe(405);
    for (const path of TRAVERSALS) {
      const answer = await ask(`app://mane${path}`);
      expect(answer.status, path).toBe(404);
      expect(await answer.text(), path).not.toContain('SECRET');
    }
  });

  it('knows its own pages', () => {
    expect(isAppUrl('app://mane/x')).toBe(true);
    for (const url of ['app://mane.evil/x', 'https://mane/x', 'app:/mane', '']) expect(isAppUrl(url), url).toBe(false);
  });
});

describe('deep link', () => {
  it('names one anomaly and nothing else', () => {
    expect(anomalyIn(deepLinkOf(ANOMALY_ID))).toBe(ANOMALY_ID);
    expect(anomalyIn(`MANE://anomaly/${ANOMALY_ID.toUpperCase()}/`)).toBe(ANOMALY_ID);
    for (const link of [
      '',
      'mane://anomaly/',
      'mane://anomaly/../x',
      `mane://settings/${ANOMALY_ID}`,
      `https://anomaly/${ANOMALY_ID}`,
      'mane://anomaly/%27',
    ]) {
      expect(anomalyIn(link), link).toBeNull();
    }
    expect(anomalyInArguments(['mane', '--x', deepLinkOf(ANOMALY_ID)])).toBe(ANOMALY_ID);
    expect(anomalyInArguments(['mane', '--demo'])).toBeNull();
  });
});
