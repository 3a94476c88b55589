/**
 * Keys to commands. Two-key sequences (`g l`, `z h`) wait 800 ms for their second key; plain letters are left alone while the
 * reader types in a field, Escape is not. Commands are listed here once, for the help and the palette too; their names are in text/shell.ts.
 */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly typing: boolean;
  /** Milliseconds, any origin. */
  readonly at: number;
}
export type CommandGroup = 'go' | 'feed' | 'chart' | 'do' | 'window';

interface CommandPlace {
  readonly group: CommandGroup;
  /** Absent: reached from the palette alone. */
  readonly keys?: string;
  /** Means something only where the reader is; the palette leaves it out. */
  readonly here?: true;
}

/** Every command there is. Whoever adds one here has it in the help (with keys) and in the palette (without `here`). */
export const COMMANDS = {
  next: { group: 'feed', keys: 'j', here: true },
  previous: { group: 'feed', keys: 'k', here: true },
  open: { group: 'feed', keys: 'Enter', here: true },
  'page-down': { group: 'feed', keys: 'PageDown', here: true },
  'page-up': { group: 'feed', keys: 'PageUp', here: true },
  first: { group: 'feed', keys: 'Home', here: true },
  last: { group: 'feed', keys: 'End', here: true },
  export: { group: 'do', keys: 'x', here: true },
  copy: { group: 'do', keys: 'c', here: true },
  useful: { group: 'do', keys: '+', here: true },
  'not-useful': { group: 'do', keys: '-', here: true },
  back: { group: 'window', keys: 'Escape', here: true },
  search: { group: 'go', keys: '/' },
  'next-symbol': { group: 'chart', keys: ']' },
  'previous-symbol': { group: 'chart', keys: '[' },
  'find-symbol': { group: 'chart', keys: 'f' },
  'timeframe-1': { group: 'chart', keys: '1' },
  'timeframe-2': { group: 'chart', keys: '2' },
  'timeframe-3': { group: 'chart', keys: '3' },
  'timeframe-4': { group: 'chart', keys: '4' },
  'timeframe-5': { group: 'chart', keys: '5' },
  table: { group: 'chart', keys: 't' },
  overlays: { group: 'chart', keys: 'o' },
  newest: { group: 'chart', keys: 'n' },
  picture: { group: 'chart', keys: 'p' },
  'go-live': { group: 'go', keys: 'g l' },
  'go-inbox': { group: 'go', keys: 'g i' },
  'go-history': { group: 'go', keys: 'g h' },
  'go-rules': { group: 'go', keys: 'g r' },
  'go-health': { group: 'go', keys: 'g e' },
  'go-settings': { group: 'go', keys: 'g s' },
  'go-why': { group: 'go', keys: 'g w' },
  'go-about': { group: 'go', keys: 'g a' },
  'history-back': { group: 'go', keys: 'Alt ArrowLeft' },
  'history-forward': { group: 'go', keys: 'Alt ArrowRight' },
  guide: { group: 'go' },
  seen: { group: 'feed', keys: 'e', here: true },
  'snooze-hour': { group: 'do', keys: 'z h' },
  'snooze-tomorrow': { group: 'do', keys: 'z t' },
  'snooze-end': { group: 'do', keys: 'z z' },
  pause: { group: 'do' },
  'test-notification': { group: 'do' },
  backup: { group: 'do' },
  'stop-history': { group: 'do' },
  restart: { group: 'do' },
  'copy-link': { group: 'do' },
  theme: { group: 'window' },
  contrast: { group: 'window' },
  'time-zone': { group: 'window' },
  palette: { group: 'window', keys: 'Ctrl K', here: true },
  help: { group: 'window', keys: '?' },
} as const satisfies Readonly<Record<string, CommandPlace>>;
export type Command = keyof typeof COMMANDS;
export const commandNames = Object.keys(COMMANDS) as Command[];
export const placeOf = (command: Command): CommandPlace => COMMANDS[command];

export interface Shortcut {
  readonly keys: string;
  readonly command: Command;
}
export const SHORTCUTS: readonly Shortcut[] = commandNames.flatMap((command) => {
  const { keys } = placeOf(command);
  return keys === undefined ? [] : [{ keys, command }];
});

const SEQUENCE_MS = 800;
/** Those that wait for a second one. */
const FIRST_KEYS: ReadonlySet<string> = new Set(SHORTCUTS.flatMap(({ keys }) => /^(\S) \S$/.exec(keys)?.[1] ?? []));
const byKeys = new Map(SHORTCUTS.map(({ keys, command }) => [keys, command]));

/** One reader per window; it remembers the first key of a sequence. */
export function createKeyReader(): (press: KeyPress) => Command | null {
  let pending: { key: string; at: number } | null = null;
  return (press) => {
    const first = pending !== null && press.at - pending.at <= SEQUENCE_MS ? pending.key : null;
    pending = null;
    if ((press.ctrlKey || press.metaKey) && press.key.toLowerCase() === 'k') return 'palette';
    if (press.altKey && !press.ctrlKey && !press.metaKey && !press.typing)
      return byKeys.get(`Alt ${press.key}`) ?? null;
    if (press.ctrlKey || press.metaKey || press.altKey) return null;
    if (press.typing) return press.key === 'Escape' ? 'back' : null;
    if (first !== null) return byKeys.get(`${first} ${press.key}`) ?? null;
    if (FIRST_KEYS.has(press.key)) {
      pending = { key: press.key, at: press.at };
      return null;
    }
    return byKeys.get(press.key) ?? null;
  };
}

type Handler = () => void;
const handlers = new Map<Command, Handler[]>();

/** The handler added last answers, a fallback only when there is no other; returns how to remove it. */
export function onCommand(command: Command, handler: Handler, fallback = false): () => void {
  const stack = handlers.get(command) ?? [];
  handlers.set(command, stack);
  if (fallback) stack.unshift(handler);
  else stack.push(handler);
  return () => void stack.splice(stack.indexOf(handler), 1);
}

export function run(command: Command): boolean {
  const handler = handlers.get(command)?.at(-1);
  handler?.();
  return handler !== undefined;
}

const TYPING = 'input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable]';
const ACTS_ON_ENTER = 'a[href], button, summary';

/** Listens on a window until the returned stop is called. */
export function listenToKeys(target: Window): () => void {
  const read = createKeyReader();
  const listener = (event: KeyboardEvent): void => {
    const element = event.target instanceof Element ? event.target : null;
    if (event.defaultPrevented || (event.key === 'Enter' && element?.closest(ACTS_ON_ENTER))) return;
    const { key, ctrlKey, metaKey, altKey, timeStamp } = event;
    const command = read({ key, ctrlKey, metaKey, altKey, typing: element?.closest(TYPING) != null, at: timeStamp });
    if (command !== null && run(command)) event.preventDefault();
  };
  target.addEventListener('keydown', listener);
  return () => target.removeEventListener('keydown', listener);
}
