/** The store: its state, its size, and what waits to be written. */
import type { Health, Metrics } from '../../../src-shared/health.ts';
import { HEALTH_TEXT } from '../../../src-shared/text/health.ts';
import { bytesText, countText } from '../../ui/words.ts';
import { Facts, Instrument } from './instrument.tsx';

export function StoreInstrument({ health: { store }, metrics }: { health: Health; metrics: Metrics | undefined }) {
  const size = store.sizeBytes ?? metrics?.health.size_bytes ?? null;
  const counted = (count: number | undefined): string => (count === undefined ? HEALTH_TEXT.none : countText(count));
  return (
    <Instrument
      name={HEALTH_TEXT.store}
      warn={store.state !== 'ok'}
      reading={HEALTH_TEXT.storeReading(HEALTH_TEXT.storeStates[store.state], size === null ? null : bytesText(size))}
      promise={store.detail ?? HEALTH_TEXT.storePromise}
    >
      <Facts
        rows={[
          [HEALTH_TEXT.queued, countText(store.queued)],
          [HEALTH_TEXT.dropped, countText(store.dropped)],
          [HEALTH_TEXT.candles, counted(metrics?.totals.candles)],
          [HEALTH_TEXT.prices, counted(metrics?.totals.prices)],
          [HEALTH_TEXT.schema, counted(metrics?.health.schema_version)],
          [
            HEALTH_TEXT.file,
            <span key="file" className="font-mono text-2xs break-all">
              {store.path.split(/[\\/]/).at(-1)}
            </span>,
          ],
        ]}
      />
    </Instrument>
  );
}
