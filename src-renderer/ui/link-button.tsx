/** A place to go to that looks like a button: it has an address, so it opens in a new tab and is read as a link. */
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface LinkButtonProps {
  readonly href: string;
  readonly icon?: LucideIcon;
  readonly title?: string;
  readonly children: ReactNode;
}

export function LinkButton({ href, icon: Icon, title, children }: LinkButtonProps) {
  return (
    <a
      href={href}
      title={title}
      className="inline-flex h-7 items-center gap-1.5 rounded-sm border border-line bg-panel px-3 text-xs font-medium whitespace-nowrap text-text hover:bg-raised"
    >
      {Icon !== undefined && <Icon size={14} strokeWidth={1.5} aria-hidden />}
      {children}
    </a>
  );
}
