/**
 * The last 512 trade ids of one symbol, to refuse a trade that comes twice. O(1) per trade, bounded memory; a repeat from
 * further back is caught by its minute.
 */
const KEPT = 512;

export interface TradeIds {
  /** False when the id was here before. */
  add(id: string): boolean;
}

export function createTradeIds(): TradeIds {
  const ring: string[] = [];
  const known = new Set<string>();
  let next = 0;
  return {
    add(id) {
      if (known.has(id)) return false;
      const oldest = ring[next];
      if (oldest !== undefined) known.delete(oldest);
      ring[next] = id;
      known.add(id);
      next = (next + 1) % KEPT;
      return true;
    },
  };
}
