/**
 * The script as the price path reads it: for one symbol and one minute, the log return to add and the factors on volume
 * and on volatility. An event on every symbol is scaled by how lively the symbol is; others touch their symbol alone.
 */
import type { Product } from './product.ts';
import type { ScriptedEvent } from './event.ts';
import type { Script } from './script.ts';

export interface Effect {
  readonly logReturn: number;
  readonly volume: number;
  readonly volatility: number;
}

const NONE: Effect = { logReturn: 0, volume: 1, volatility: 1 };
/** The per-minute volatility at which an event on every symbol has its stated size. */
const MARKET_SIGMA = 0.0006;
const READ_AHEAD_MINUTES = 240;

export type EffectAt = (product: Product, minute: number) => Effect;

export function createEffects(script: Script): EffectAt {
  const perSymbol = new Map<string | null, Map<number, Effect>>();
  let taken = 0;
  let readUntil = 0;
  const take = (event: ScriptedEvent) => {
    const perMinute = perSymbol.get(event.symbol) ?? new Map<number, Effect>();
    perSymbol.set(event.symbol, perMinute);
    event.volume.forEach((volume, k) => {
      perMinute.set(event.minute + k, { logReturn: event.returns[k] ?? 0, volume, volatility: 1 + 0.6 * 0.8 ** k });
    });
  };
  const readOn = (minute: number) => {
    readUntil = minute + READ_AHEAD_MINUTES;
    const events = script.until(readUntil);
    for (; taken < events.length; taken++) take(events[taken] as ScriptedEvent);
  };
  return (product, minute) => {
    if (minute >= readUntil) readOn(minute);
    const own = perSymbol.get(product.symbol)?.get(minute);
    if (own) return own;
    const common = perSymbol.get(null)?.get(minute);
    return common ? { ...common, logReturn: common.logReturn * (product.sigma / MARKET_SIGMA) ** 0.7 } : NONE;
  };
}
