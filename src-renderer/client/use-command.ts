/** Answers a command while the component is mounted and `active`. */
import { useEffect, useEffectEvent } from 'react';
import { onCommand, type Command } from './keys.ts';

export function useCommand(command: Command, handler: () => void, active = true): void {
  const latest = useEffectEvent(handler);
  useEffect(() => (active ? onCommand(command, () => latest()) : undefined), [command, active]);
}
