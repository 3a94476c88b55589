/** Small parts shared by the views: buttons, tags, keys, headings, and the three states that are not data. */
import type { LucideIcon } from 'lucide-react';
import type { ButtonHTMLAttributes, ReactNode } from 'react';

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly pressed?: boolean;
}
export function IconButton({ icon: Icon, label, pressed, className = '', ...rest }: IconButtonProps) {
  const tone = pressed === true ? 'bg-raised text-text' : 'text-muted hover:bg-raised hover:text-text';
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      className={`inline-flex size-7 shrink-0 items-center justify-center rounded-sm ${tone} disabled:opacity-40 ${className}`}
      {...rest}
    >
      <Icon size={16} strokeWidth={1.5} aria-hidden />
    </button>
  );
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly primary?: boolean;
  /** Without a frame: what is there but not offered. */
  readonly quiet?: boolean;
  readonly large?: boolean;
}
export function Button({ className = '', primary = false, quiet = false, large = false, ...rest }: ButtonProps) {
  const framed = quiet ? 'text-muted hover:text-text' : 'border border-line bg-panel text-text hover:bg-raised';
  const tone = primary ? 'bg-accent text-on-accent' : framed;
  const size = large ? 'h-9 px-4 text-sm' : 'h-7 px-3 text-xs';
  return (
    <button
      type="button"
      className={`inline-flex items-center gap-1.5 rounded-sm font-medium disabled:opacity-50 ${size} ${tone} ${className}`}
      {...rest}
    />
  );
}

export function Tag({
  children,
  striped = false,
  tone = 'text-muted',
  title,
}: {
  children: ReactNode;
  striped?: boolean;
  tone?: string;
  title?: string;
}) {
  const ground = striped ? 'stripes border-amber/50 text-text' : `border-line ${tone}`;
  return (
    <span
      title={title}
      className={`inline-flex h-4.5 items-center gap-1 whitespace-nowrap rounded-xs border px-1.5 text-2xs font-medium ${ground}`}
    >
      {children}
    </span>
  );
}

export const Kbd = ({ children }: { children: ReactNode }) => (
  <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-xs border border-line bg-raised px-1 font-sans text-2xs text-muted">
    {children}
  </kbd>
);

export function SectionTitle({ children, aside, id }: { children: ReactNode; aside?: ReactNode; id?: string }) {
  return (
    <div className="mb-2 flex h-7 items-center justify-between gap-2">
      <h2 id={id} className="text-xs font-semibold text-muted">
        {children}
      </h2>
      {aside}
    </div>
  );
}

/** What will appear here and when; or what happened, what is safe, and the one thing to do. */
export function Notice({
  icon: Icon,
  title,
  children,
  action,
  alert = false,
}: {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  alert?: boolean;
}) {
  return (
    <div
      role={alert ? 'alert' : undefined}
      className="flex h-full flex-col items-center justify-center gap-2 p-6 text-center"
    >
      <Icon size={20} strokeWidth={1.5} className={alert ? 'text-amber' : 'text-faint'} aria-hidden />
      <p className="text-sm font-medium text-text">{title}</p>
      {children !== undefined && (
        <p className="max-w-[44ch] text-xs leading-normal text-muted text-pretty">{children}</p>
      )}
      {action}
    </div>
  );
}

/** What went wrong, beside what it was about. */
export const Trouble = ({ children }: { children: ReactNode }) => (
  <p role="alert" className="text-xs leading-normal break-words text-amber text-pretty">
    {children}
  </p>
);

export function Progress({ done, total, label }: { done: number; total: number; label: string }) {
  const percent = total > 0 ? Math.min(100, (done / total) * 100) : 0;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(percent)}
      className="h-1 w-full overflow-hidden rounded-full bg-line"
    >
      <div className="h-full rounded-full bg-accent transition-[width] duration-150" style={{ width: `${percent}%` }} />
    </div>
  );
}

/** Grey bars in the place of lines that are on their way. */
export function Lines({ count = 2 }: { count?: number }) {
  return (
    <div aria-hidden className="flex flex-col gap-2">
      {Array.from({ length: count }, (_, line) => (
        <div key={line} className={`h-3 rounded-xs bg-raised ${line === count - 1 ? 'w-3/5' : 'w-full'}`} />
      ))}
    </div>
  );
}
