/**
 * The headless engine's desktop notification, through node-notifier (notify-send, Notification Center, toasts). Headlines
 * are foreign text: control characters go, markup is escaped where the desktop would read it, a leading dash cannot become
 * an option. Never throws; without a notifier or a daemon each alert is an `unavailable` fault, logged once.
 * https://specifications.freedesktop.org/notification-spec/latest/markup.html
 */
import notifier from 'node-notifier';
import { failed, messageOf, ok, type Result } from '../../src-shared/fault.ts';
import type { Alert } from '../../src-shared/anomaly.ts';
import type { Sender } from '../../src-shared/ports/sender.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import { wallTime } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';

export interface DesktopNote {
  readonly title: string;
  readonly message: string;
}
export type Notify = (note: DesktopNote, done: (error: unknown) => void) => void;

export interface DesktopSenderOptions {
  readonly logger: Logger;
  /** Where the anomaly can be read: on Linux a click does nothing, so the text carries it. */
  readonly addressOf?: (anomalyId: string) => string | null;
  readonly notify?: Notify;
  readonly platform?: string;
  readonly wall?: TimeSource;
}

/** What a test of the notifications shows. */
const TEST_NOTE = { anomaly_id: '', title: 'MANE', body: 'Notifications work.' };
const GIVE_UP_MS = 5_000;
const MAX_TITLE = 120;
const MAX_BODY = 600;

const systemNotify: Notify = (note, done) => {
  notifier.notify({ ...note, wait: false }, (error) => done(error));
};

type Shown = Pick<Alert, 'anomaly_id' | 'title' | 'body'>;
export interface DesktopSender extends Required<Sender> {
  /** Shows what an alert would, without one. */
  show(shown: Shown): Promise<Result<void>>;
}

export function createDesktopSender(options: DesktopSenderOptions): DesktopSender {
  const {
    logger,
    notify = systemNotify,
    platform = process.platform,
    wall = wallTime,
    addressOf = () => null,
  } = options;
  let told = false;
  const unavailable = (reason: string): Result<void> => {
    if (!told) logger.warn({ reason }, 'desktop notifications are not available here');
    told = true;
    return failed('unavailable', `desktop notifications are not available: ${reason}`);
  };
  const show = async (shown: Shown): Promise<Result<void>> => {
    const address = addressOf(shown.anomaly_id);
    const body = address === null ? shown.body : `${shown.body}\n${address}`;
    const note = { title: plain(shown.title, MAX_TITLE), message: bodyFor(platform, plain(body, MAX_BODY)) };
    const problem = await settle(notify, note, wall);
    return problem === null ? ok(undefined) : unavailable(problem);
  };
  return { id: 'desktop', show, send: (alert) => show(alert), test: () => show(TEST_NOTE) };
}

/** Null when shown, else one line of why not. */
async function settle(notify: Notify, note: DesktopNote, wall: TimeSource): Promise<string | null> {
  const giveUp = new AbortController();
  const shown = new Promise<string | null>((resolve) => {
    try {
      notify(note, (error) => resolve(error ? firstLine(messageOf(error)) : null));
    } catch (error) {
      resolve(firstLine(messageOf(error)));
    }
  });
  const late = wall.sleep(GIVE_UP_MS, giveUp.signal).then(
    () => 'the desktop did not answer',
    () => 'cancelled', // the other side of the race was first
  );
  const outcome = await Promise.race([shown, late]);
  giveUp.abort();
  return outcome;
}

const firstLine = (text: string): string => text.trim().split('\n')[0]?.slice(0, 200) ?? '';

/** One visible line per line of text: no control characters, no leading dash, cut to length. */
function plain(text: string, most: number): string {
  const clean = text.replaceAll(/[\p{Cc}\p{Cf}]/gu, (char) => (char === '\n' ? '\n' : ' ')).trim();
  const cut = clean.length > most ? `${clean.slice(0, most - 1)}…` : clean;
  return cut.replace(/^-+/, '\u2212') || ' ';
}

const bodyFor = (platform: string, text: string): string =>
  platform === 'linux' || platform.endsWith('bsd') ? escapeMarkup(text) : text;

export const escapeMarkup = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
