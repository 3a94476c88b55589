/**
 * Alerts the user has looked at. One that was delivered becomes `seen`; one that was held back stays so, with its reason, and
 * has its time of seeing noted. One still on its way is left alone.
 */
import type { Alert } from '../../src-shared/anomaly.ts';
import type { Core } from './core.ts';

/** Returns how many were new to the user. */
export async function markSeen(
  core: Pick<Core, 'writer' | 'hub' | 'clock'>,
  alerts: readonly Alert[],
): Promise<number> {
  const unseen = alerts.filter(({ state, seen_at }) => seen_at === null && state !== 'raised');
  for (const alert of unseen) {
    const state = alert.state === 'delivered' ? 'seen' : alert.state;
    const seen: Alert = { ...alert, state, seen_at: core.clock.market.now() };
    await core.writer.saveAlert(seen);
    core.hub.publish('alerts', seen);
  }
  return unseen.length;
}
