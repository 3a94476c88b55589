/** Settings of storage care: how long things stay, the archive, and the daily backup. */
import type { Settings, SettingsPatch } from '../../../src-shared/settings.ts';
import { NumberField, Switch } from './fields.tsx';

export function StorageFields({
  settings: { retention, backup },
  change,
}: {
  settings: Settings;
  change: (patch: SettingsPatch) => void;
}) {
  const keep = (part: Partial<Settings['retention']>): void => change({ retention: { ...retention, ...part } });
  const save = (part: Partial<Settings['backup']>): void => change({ backup: { ...backup, ...part } });
  return (
    <>
      <NumberField
        label="Prices"
        hint="Kept at one a second for 48 hours, then at one a minute. The market around an anomaly is kept for good."
        value={retention.pricesDays}
        min={1}
        max={3650}
        unit="days"
        onChange={(pricesDays) => keep({ pricesDays })}
      />
      <NumberField
        label="Candles"
        hint="90 days at most when more than 50 symbols are watched."
        value={retention.candlesDays}
        min={7}
        max={3650}
        unit="days"
        onChange={(candlesDays) => keep({ candlesDays })}
      />
      <Switch
        label="Archive before deleting"
        hint="Prices and candles are written to compressed files, one per symbol and month, before they go."
        on={retention.archive}
        onChange={(archive) => keep({ archive })}
      />
      <Switch
        label="Daily backup"
        hint={`At about ${backup.hour}:00 local time, or later when the machine was off. Each copy is checked and tried.`}
        on={backup.enabled}
        onChange={(enabled) => save({ enabled })}
      />
      <NumberField
        label="Backups kept"
        value={backup.keep}
        min={1}
        max={365}
        unit="newest"
        onChange={(newest) => save({ keep: newest })}
      />
    </>
  );
}
