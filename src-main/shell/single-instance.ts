/**
 * One MANE per user: the first launch claims the lock, a second one hands over its arguments and ends. Links arrive the
 * same way everywhere: as arguments (Windows, Linux) or as an `open-url` event (macOS).
 */
import { app } from 'electron';
import { anomalyIn, anomalyInArguments, SCHEME } from './deep-link.ts';

/** False in a second launch, which should quit. `onLaunch` gets the linked anomaly or null. */
export function claimSingleInstance(onLaunch: (anomalyId: string | null) => void): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', (_event, argv) => onLaunch(anomalyInArguments(argv)));
  app.on('open-url', (event, link) => {
    event.preventDefault();
    onLaunch(anomalyIn(link));
  });
  return true;
}

/** So that the desktop starts us for `mane://` links; a packaged app only, since it names this very program. */
export function claimLinks(): void {
  if (app.isPackaged) app.setAsDefaultProtocolClient(SCHEME);
}
