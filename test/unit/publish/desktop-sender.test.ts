/** The headless notification: foreign text made harmless, no throw, unavailability said once. */
import { describe, expect, it } from 'vitest';
import { settableTime } from '../../../src-main/base/clock.ts';
import { createLogger } from '../../../src-main/base/logger.ts';
import { createDesktopSender, type DesktopNote, type Notify } from '../../../src-main/publish/desktop-sender.ts';
import { alert, anomaly } from '../../fakes/stub-engine.ts';

function setUp(notify?: Notify, platform = 'linux') {
  const lines: string[] = [];
  const notes: DesktopNote[] = [];
  const wall = settableTime(0);
  const logger = createLogger({ level: 'debug', destination: { write: (line: string) => void lines.push(line) } });
  const record: Notify = (note, done) => {
    notes.push(note);
    done(null);
  };
  const addressOf = (id: string) => `http://127.0.0.1:4173/#/anomaly/${id}`;
  const sender = createDesktopSender({ logger, notify: notify ?? record, platform, wall, addressOf });
  return { sender, lines, notes, wall };
}

describe('desktop sender', () => {
  it('shows title, body and the address to read on', async () => {
    const { sender, notes } = setUp();
    expect(await sender.send(alert, anomaly)).toEqual({ ok: true, value: undefined });
    expect(notes).toEqual([
      { title: alert.title, message: `${alert.body}\nhttp://127.0.0.1:4173/#/anomaly/${anomaly.id}` },
    ]);
  });

  it('escapes markup where the desktop reads it, and cannot be made an option', async () => {
    const hostile = {
      ...alert,
      title: '--icon=/etc/passwd\u0000\u202e',
      body: '<img src=x onerror=alert(1)> & <b>up</b>\u0007',
    };
    const linux = setUp();
    await linux.sender.send(hostile, anomaly);
    expect(linux.notes[0].title).toBe('\u2212icon=/etc/passwd');
    expect(linux.notes[0].message).toMatch(/^&lt;img src=x onerror=alert\(1\)&gt; &amp; &lt;b&gt;up&lt;\/b&gt;/);
    const windows = setUp(undefined, 'win32');
    await windows.sender.send(hostile, anomaly);
    expect(windows.notes[0].message).toContain('<b>up</b>');
  });

  it('cuts what is too long and never sends an empty text', async () => {
    const { sender, notes } = setUp();
    await sender.send({ ...alert, title: 'x'.repeat(500), body: '' }, anomaly);
    expect(notes[0].title).toHaveLength(120);
    expect(notes[0].message.length).toBeGreaterThan(0);
  });

  it.each<[string, Notify]>([
    ['an error', (_note, done) => done(new Error('notify-send must be installed on the system.\nat x'))],
    [
      'a throw',
      () => {
        throw new Error('spawn ENOENT');
      },
    ],
    ['text on stderr', (_note, done) => done('no daemon')],
  ])('answers %s with a fault and logs it once', async (_name, notify) => {
    const { sender, lines } = setUp(notify);
    for (let i = 0; i < 3; i++) {
      expect(await sender.send(alert, anomaly)).toMatchObject({
        ok: false,
        fault: { kind: 'unavailable', retryable: true },
      });
    }
    expect(lines).toHaveLength(1);
  });

  it('gives up on a desktop that does not answer', async () => {
    const { sender, wall } = setUp(() => undefined);
    const sent = sender.send(alert, anomaly);
    wall.set(5_000);
    expect(await sent).toMatchObject({
      ok: false,
      fault: { detail: expect.stringContaining('did not answer') as string },
    });
  });
});
