/** All shortcuts, from the one list that the keyboard itself uses. */
import { SHORTCUTS } from '../client/keys.ts';
import { Overlay } from './overlay.tsx';
import { Kbd } from './parts.tsx';

export const keyNames = (keys: string): string[] => keys.split(' ').map((key) => (key === 'Escape' ? 'Esc' : key));

export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  return (
    <Overlay label="Keyboard shortcuts" onClose={onClose} width="max-w-150">
      <div className="p-6">
        <h2 className="mb-4 text-md font-semibold">Keyboard shortcuts</h2>
        <dl className="grid grid-cols-2 gap-x-8 gap-y-2 text-xs">
          {SHORTCUTS.map(({ keys, label }) => (
            <div key={keys} className="flex items-center justify-between gap-3">
              <dt className="text-muted">{label}</dt>
              <dd className="flex gap-1">
                {keyNames(keys).map((key) => (
                  <Kbd key={key}>{key}</Kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </Overlay>
  );
}
