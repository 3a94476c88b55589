/**
 * The symbol that the mouse is pressed on, for as long as it is: shown at once, so that its chart is there when the button comes up.
 * What is released elsewhere is taken back, nothing was chosen: https://www.w3.org/WAI/WCAG22/Understanding/pointer-cancellation
 */
import { useEffect, useState } from 'react';

const ENDS = ['pointerup', 'pointercancel', 'blur'] as const;

export function usePressed() {
  const [pressed, setPressed] = useState<string | null>(null);
  useEffect(() => {
    if (pressed === null) return;
    // After the click, so that what it chooses stands by then.
    const release = (): void => void setTimeout(() => setPressed(null));
    for (const end of ENDS) window.addEventListener(end, release);
    return () => {
      for (const end of ENDS) window.removeEventListener(end, release);
    };
  }, [pressed]);
  return [pressed, setPressed] as const;
}
