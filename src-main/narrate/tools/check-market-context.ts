/** check_market_context: how other symbols moved in the window of the move. Past only. */
import { z } from 'zod';
import { roundTo } from '../../../src-shared/format.ts';
import { defineTool, type ToolPorts } from './tool.ts';
import { changeOver } from './price-change.ts';

const Input = z.object({
  venue: z.string(),
  symbols: z.array(z.string()).max(20),
  /** Epoch ms; the window of the move. */
  from: z.number(),
  to: z.number(),
});
const Output = z.object({ moves: z.array(z.object({ symbol: z.string(), change_pct: z.number().nullable() })) });

export const createCheckMarketContext = ({ reader }: Pick<ToolPorts, 'reader'>) =>
  defineTool({
    name: 'check_market_context',
    description: 'Price changes of other symbols over the same window, in percent; null where there are no candles.',
    input: Input,
    output: Output,
    async run({ venue, symbols, from, to }) {
      const changes = await Promise.all(symbols.map((symbol) => changeOver(reader, { symbol, venue, from, to })));
      return {
        moves: symbols.map((symbol, i) => ({ symbol, change_pct: changes[i] == null ? null : roundTo(changes[i], 4) })),
      };
    },
  });
