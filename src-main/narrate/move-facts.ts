/** Facts about the move itself: size, window, onset, peak, length, volume, rarity. Percent, minutes, episodes a day. */
import type { Anomaly } from '../../src-shared/anomaly.ts';
import { baseOf, MINUTE_MS } from '../../src-shared/market.ts';
import { rarityText } from '../../src-shared/text/labels.ts';
import { fact, movedText, percentDigits, settled, timesDigits, utc, type Fact } from './fact.ts';

export function moveFacts(anomaly: Anomaly, simulated: boolean): Fact[] {
  return [...sizeFacts(anomaly, simulated), ...episodeFacts(anomaly), rarityFact(anomaly), ...volumeFacts(anomaly)];
}

function sizeFacts(anomaly: Anomaly, simulated: boolean): Fact[] {
  const { onset, timeframe_minutes: minutes } = anomaly.detection_metadata;
  const detected = settled(anomaly.detected_at);
  const change = anomaly.price_change_pct;
  const market = simulated ? ' on the simulated market' : '';
  const size = `${anomaly.symbol} ${movedText(change ?? 0)} in ${minutes} min${market}, with its onset at ${utc(onset)}`;
  const window = `${anomaly.symbol} was measured over ${minutes} min; detected at ${utc(detected)}`;
  return [
    ...(change === null ? [] : [fact('move', onset, size, change, 'percent')]),
    fact('move', detected, window, minutes, 'minutes'),
    ...(anomaly.z_score === null ? [] : [fact('move', detected, scoreText(anomaly.z_score), anomaly.z_score, 'z')]),
  ];
}

const scoreText = (z: number): string => `${Math.abs(z).toFixed(1)} σ against the volatility before the move`;

function episodeFacts(anomaly: Anomaly): Fact[] {
  const { onset, peak, end } = anomaly.detection_metadata;
  const sign = peak.change_pct < 0 ? '−' : '+';
  const text = `${anomaly.symbol} reached ${sign}${percentDigits(peak.change_pct)} % from the onset at ${utc(peak.time)}`;
  const facts = [fact('move', peak.time, text, peak.change_pct, 'percent_from_onset')];
  if (end === null) return facts;
  const minutes = Math.max(1, Math.round((end - onset) / MINUTE_MS));
  return [...facts, fact('move', end, `The episode lasted ${minutes} min, to ${utc(end)}`, minutes, 'minutes')];
}

function rarityFact(anomaly: Anomaly): Fact {
  const { lambda_per_day: lambda, learning, onset } = anomaly.detection_metadata;
  const base = baseOf(anomaly.symbol);
  const words = rarityText(lambda);
  const text = learning
    ? `Still learning what is usual for ${base}`
    : `${words.charAt(0).toUpperCase()}${words.slice(1)} for ${base}`;
  return learning ? fact('rarity', onset, text) : fact('rarity', onset, text, lambda, 'per_day');
}

/** Volume in the window against the usual one; absent when the detector gave none. */
function volumeFacts(anomaly: Anomaly): Fact[] {
  const change = anomaly.volume_change_pct;
  if (change === null || !Number.isFinite(change) || change <= -100) return [];
  const times = 1 + change / 100;
  const text = `${anomaly.symbol} traded ${timesDigits(times)} times its usual volume`;
  return [fact('volume', settled(anomaly.detected_at), text, times, 'times')];
}
