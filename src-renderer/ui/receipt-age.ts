/**
 * How old the newest thing received is, in wall ms. By the clock of the machine that received it, at both ends: a clock that is set
 * is right again with the next thing received, and the venue's clock has no say.
 */
export function receiptAge(receivedAt: number | null, now: number | null, speed: number): number | null {
  if (receivedAt === null || now === null) return null;
  return Math.max(0, now - receivedAt) / Math.max(1, speed);
}
