/** A link out of the window: only http and https, never with an opener or a referrer; anything else stays inert text. */
import { ExternalLink as Icon } from 'lucide-react';
import type { ReactNode } from 'react';
import { SHELL_TEXT } from '../../src-shared/text/shell.ts';
import { hostOf, safeUrl } from './cited.ts';

export function ExternalLink({ url, children }: { url: string | null; children: ReactNode }) {
  const href = safeUrl(url);
  if (href === null) return <span>{children}</span>;
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      title={hostOf(href)}
      className="rounded-xs underline decoration-line underline-offset-3 hover:decoration-accent"
    >
      {children}
      <Icon size={12} strokeWidth={1.5} className="ml-1 inline text-muted" aria-label={SHELL_TEXT.opensOutside} />
    </a>
  );
}
