/**
 * Native notifications through Electron. Each is held by a strong reference until it is clicked, closed or pushed out by
 * newer ones, because a collected notification loses its click. A click opens that anomaly.
 */
import { type NativeImage, Notification } from 'electron';
import type { Alert } from '../../src-shared/anomaly.ts';
import { failed, messageOf, ok, type Result } from '../../src-shared/fault.ts';

const KEEP = 30;

export interface NotificationsOptions {
  readonly icon: NativeImage;
  readonly open: (anomalyId: string) => void;
  readonly sound?: () => boolean;
}

export interface Notifications {
  show(alert: Alert): Result<void>;
  /** A word from the shell itself, without an anomaly behind it; a click shows the window. */
  tell(title: string, body: string, onClick: () => void): Result<void>;
  clear(): void;
}

export function createNotifications({ icon, open, sound = () => false }: NotificationsOptions): Notifications {
  const held = new Set<Notification>();
  const present = (title: string, body: string, onClick: () => void): Result<void> => {
    if (!Notification.isSupported()) return failed('unavailable', 'this desktop shows no notifications');
    try {
      const note = new Notification({ title, body, icon, silent: !sound() });
      hold(held, note);
      note.on('click', onClick);
      note.show();
      return ok(undefined);
    } catch (error) {
      return failed('unavailable', `the desktop did not show a notification: ${messageOf(error)}`);
    }
  };
  return {
    show: (alert) => present(alert.title, alert.body, () => open(alert.anomaly_id)),
    tell: present,
    clear() {
      for (const note of held) note.close();
      held.clear();
    },
  };
}

function hold(held: Set<Notification>, note: Notification): void {
  held.add(note);
  const release = () => held.delete(note);
  note.on('click', release);
  note.on('close', release);
  note.on('failed', release);
  const oldest = held.values().next().value;
  if (held.size > KEEP && oldest !== undefined) {
    oldest.close();
    held.delete(oldest);
  }
}
