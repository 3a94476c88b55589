/** One line of what a command came to, over the status line; goes by itself, stays while it is pointed at. */
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { SHELL_TEXT } from '../../src-shared/text/shell.ts';
import type { SaidLine } from '../client/window-commands.ts';
import { IconButton } from './parts.tsx';

const STAYS_MS = 8000;

export function Said({ line, onDismiss }: SaidLine) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (line === null || held) return undefined;
    const timer = setTimeout(onDismiss, STAYS_MS);
    return () => clearTimeout(timer);
  }, [line, held, onDismiss]);
  return (
    <div role="status" className="shrink-0">
      {line !== null && (
        <div
          onPointerEnter={() => setHeld(true)}
          onPointerLeave={() => setHeld(false)}
          className="flex min-h-9 items-center justify-between gap-3 border-t border-line bg-raised px-4 py-1 text-xs"
        >
          {line}
          <IconButton icon={X} label={SHELL_TEXT.done.dismiss} onClick={onDismiss} />
        </div>
      )}
    </div>
  );
}
