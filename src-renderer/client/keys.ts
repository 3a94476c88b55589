/**
 * Keys to commands. Two-key sequences (`g l`, `z h`) wait 800 ms for their second key; plain letters are left alone while the
 * reader types in a field, Escape is not. Commands are named here once, for the help and the palette too.
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
export type Command =
  | 'next'
  | 'previous'
  | 'open'
  | 'back'
  | 'search'
  | 'palette'
  | 'help'
  | 'go-live'
  | 'go-inbox'
  | 'go-history'
  | 'go-rules'
  | 'go-health'
  | 'go-settings'
  | 'go-why'
  | 'seen'
  | 'snooze-hour'
  | 'snooze-tomorrow'
  | 'snooze-end'
  | 'next-symbol'
  | 'previous-symbol'
  | 'find-symbol'
  | 'table'
  | 'overlays'
  | 'picture'
  | 'newest'
  | 'timeframe-1'
  | 'timeframe-2'
  | 'timeframe-3'
  | 'timeframe-4'
  | 'timeframe-5';

export interface Shortcut {
  readonly keys: string;
  readonly command: Command;
  readonly label: string;
}
export const SHORTCUTS: readonly Shortcut[] = [
  { keys: 'j', command: 'next', label: 'Next anomaly' },
  { keys: 'k', command: 'previous', label: 'Previous anomaly' },
  { keys: 'Enter', command: 'open', label: 'Open the selected anomaly' },
  { keys: 'Escape', command: 'back', label: 'Close, or go back' },
  { keys: '/', command: 'search', label: 'Search narratives and headlines' },
  { keys: ']', command: 'next-symbol', label: 'Next symbol' },
  { keys: '[', command: 'previous-symbol', label: 'Previous symbol' },
  { keys: 'f', command: 'find-symbol', label: 'Find a symbol in the watch-list' },
  { keys: '1', command: 'timeframe-1', label: 'One-minute candles' },
  { keys: '2', command: 'timeframe-2', label: 'Five-minute candles' },
  { keys: '3', command: 'timeframe-3', label: 'Fifteen-minute candles' },
  { keys: '4', command: 'timeframe-4', label: 'One-hour candles' },
  { keys: '5', command: 'timeframe-5', label: 'One-day candles' },
  { keys: 't', command: 'table', label: 'Chart as a table' },
  { keys: 'o', command: 'overlays', label: 'Overlays of the chart' },
  { keys: 'n', command: 'newest', label: 'Back to the newest candle' },
  { keys: 'p', command: 'picture', label: 'Save the chart as a picture' },
  { keys: 'g l', command: 'go-live', label: 'Go to Live' },
  { keys: 'g i', command: 'go-inbox', label: 'Go to the inbox' },
  { keys: 'g h', command: 'go-history', label: 'Go to History' },
  { keys: 'g r', command: 'go-rules', label: 'Go to rules and budget' },
  { keys: 'g e', command: 'go-health', label: 'Go to Health' },
  { keys: 'g s', command: 'go-settings', label: 'Go to Settings' },
  { keys: 'g w', command: 'go-why', label: 'Why did, or didn’t, I get an alert?' },
  { keys: 'e', command: 'seen', label: 'Mark the selected alert as seen' },
  { keys: 'z h', command: 'snooze-hour', label: 'Snooze notifications for an hour' },
  { keys: 'z t', command: 'snooze-tomorrow', label: 'Snooze notifications until tomorrow' },
  { keys: 'z z', command: 'snooze-end', label: 'End the snooze' },
  { keys: 'Ctrl K', command: 'palette', label: 'Command palette' },
  { keys: '?', command: 'help', label: 'Keyboard shortcuts' },
];

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
