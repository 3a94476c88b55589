/** `mane://anomaly/<id>`: the one address of ours that the desktop may open. Anything else is null. */
import { z } from 'zod';

export const SCHEME = 'mane';
const IdSchema = z.uuid();

export const deepLinkOf = (anomalyId: string): string => `${SCHEME}://anomaly/${anomalyId}`;

/** The anomaly's id in a link, or null. */
export function anomalyIn(link: string): string | null {
  const match = /^mane:\/\/anomaly\/([^/?#]+)\/?$/i.exec(link.trim());
  const id = IdSchema.safeParse(match?.[1]?.toLowerCase());
  return id.success ? id.data : null;
}

/** The first such link among a program's arguments (a cold start or a second launch). */
export function anomalyInArguments(argv: readonly string[]): string | null {
  for (const argument of argv) {
    const id = anomalyIn(argument);
    if (id !== null) return id;
  }
  return null;
}
