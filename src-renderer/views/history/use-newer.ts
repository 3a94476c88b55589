/**
 * What is detected while History is open: at the top of the list it simply appears; farther down the list stays as it is, and how
 * many newer ones there are is said. Pages behind a renewed first one are forgotten, so that they follow on it again.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useAnomalyIds } from '../../client/engine.tsx';
import type { History } from './history-query.ts';

export function useNewer({ key, searching }: History, top: boolean) {
  const queries = useQueryClient();
  const ids = useAnomalyIds();
  const [seen, setSeen] = useState(ids.length);
  const newer = Math.max(0, ids.length - seen);
  if (top && newer > 0) setSeen(ids.length);
  const renewed = useRef(ids.length);
  const renew = useEffectEvent(() => {
    if (renewed.current === seen) return;
    renewed.current = seen;
    queries.removeQueries({ predicate: ({ queryKey: [kind, of, page] }) => kind === 'history-page' && of === key && page !== 0 }); // prettier-ignore
    void queries.invalidateQueries({ predicate: ({ queryKey: [, of] }) => of === key });
  });
  useEffect(() => renew(), [seen]);
  return {
    newer: top || searching ? 0 : newer,
    showNewer: () => {
      const list = document.querySelector('[data-testid=history-rows]');
      if (list !== null) list.scrollTop = 0;
    },
  };
}
