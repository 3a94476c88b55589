/** A progress bar on a terminal; nothing anywhere else. */
import { durationText } from '../../src-shared/text/labels.ts';
import type { CommandContext } from './context.ts';

const WIDTH = 28;

export interface Progress {
  update(done: number, total: number, label: string, etaMs?: number | null): void;
  end(): void;
}

export function createProgress(context: Pick<CommandContext, 'isTerminal'>): Progress {
  let shown = '';
  const draw = (line: string): void => {
    if (!context.isTerminal || line === shown) return;
    shown = line;
    process.stderr.write(`\r\u001b[2K${line}`);
  };
  return {
    update(done, total, label, etaMs = null) {
      const share = total === 0 ? 1 : done / total;
      const bar = '█'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '░');
      draw(`${bar} ${Math.round(share * 100)} % ${label}${etaMs === null ? '' : ` · ${durationText(etaMs)} left`}`);
    },
    end() {
      if (shown !== '') process.stderr.write('\r\u001b[2K');
      shown = '';
    },
  };
}
