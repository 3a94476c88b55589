/** Every host the engine connected to: a table, whole, with what went where. */
import { useMutation, useQuery } from '@tanstack/react-query';
import type { EgressRow } from '../../../src-shared/egress.ts';
import { HEALTH_TEXT } from '../../../src-shared/text/health.ts';
import { useConnection, useEngine } from '../../client/engine.tsx';
import { faultText } from '../../client/fault-text.ts';
import { useZone } from '../../client/settings.ts';
import { copyText } from '../../ui/copy.ts';
import { Button, Lines } from '../../ui/parts.tsx';
import { bytesText, countText } from '../../ui/words.ts';
import { exactText, secondText } from '../../ui/zone.ts';
import { egressCsv, hostText } from './egress-csv.ts';
import { Instrument } from './instrument.tsx';

const EVERY_MS = 5_000;

export function EgressInstrument() {
  const { orpc } = useEngine();
  const online = useConnection().kind === 'online';
  const zone = useZone();
  const { data, error } = useQuery({ ...orpc.egress.queryOptions(), enabled: online, refetchInterval: EVERY_MS });
  const rows = data?.rows ?? [];
  return (
    <Instrument
      wide
      name={HEALTH_TEXT.egress}
      warn={rows.some(({ askers }) => askers.length === 0)}
      reading={
        data === undefined ? HEALTH_TEXT.none : HEALTH_TEXT.egressReading(new Set(rows.map(({ host }) => host)).size)
      }
      promise={
        error !== null
          ? HEALTH_TEXT.failed(faultText(error))
          : `${HEALTH_TEXT.egressPromise}${data === undefined ? '' : ` ${HEALTH_TEXT.egressSince(exactText(data.since, zone))}`}`
      }
    >
      {data === undefined ? error === null && <Lines count={3} /> : rows.length > 0 && <Table rows={rows} />}
      {rows.length > 0 && <CopyButton rows={rows} />}
    </Instrument>
  );
}

function Table({ rows }: { rows: readonly EgressRow[] }) {
  const { host, asker, requests, connections, down, up, last } = HEALTH_TEXT;
  const numbers = [requests, connections, down, up, last];
  return (
    <div
      className="max-h-80 overflow-y-auto border-t border-line"
      tabIndex={0}
      role="region"
      aria-label={HEALTH_TEXT.egress}
    >
      <table className="w-full text-xs">
        <thead className="sticky top-0 bg-panel">
          <tr className="text-left text-2xs text-muted">
            {[host, asker].map((name) => (
              <th key={name} scope="col" className="h-7 pr-4 font-medium">
                {name}
              </th>
            ))}
            {numbers.map((name) => (
              <th key={name} scope="col" className="h-7 pl-4 text-right font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Line key={`${row.host}|${row.port}`} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line({ row }: { row: EgressRow }) {
  const zone = useZone();
  const { askers, requests, connections, received, sent, lastAt } = row;
  const unsigned = askers.length === 0;
  return (
    <tr className="h-7 border-t border-line">
      <th scope="row" className="pr-4 text-left font-medium break-all">
        {hostText(row)}
      </th>
      <td className={`pr-4 ${unsigned ? 'text-amber' : 'text-muted'}`}>
        {unsigned ? HEALTH_TEXT.unsigned : askers.map((who) => HEALTH_TEXT.askers[who]).join(', ')}
      </td>
      <td className="pl-4 text-right">{countText(requests)}</td>
      <td className="pl-4 text-right">{countText(connections)}</td>
      <td className="pl-4 text-right whitespace-nowrap">{bytesText(received)}</td>
      <td className="pl-4 text-right whitespace-nowrap">{bytesText(sent)}</td>
      <td className="pl-4 text-right whitespace-nowrap text-muted" title={exactText(lastAt, zone)}>
        {secondText(lastAt, zone)}
      </td>
    </tr>
  );
}

function CopyButton({ rows }: { rows: readonly EgressRow[] }) {
  const copy = useMutation({ mutationFn: () => copyText(egressCsv(rows)) });
  return (
    <div className="flex items-center gap-3">
      <Button onClick={() => copy.mutate()}>{HEALTH_TEXT.copy}</Button>
      <span role="status" className="text-xs text-muted">
        {copy.isSuccess ? (copy.data ? HEALTH_TEXT.copied : HEALTH_TEXT.notCopied) : ''}
      </span>
    </div>
  );
}
