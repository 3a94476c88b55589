/** Why there was, or was not, an alert: a stretch of time is chosen, and what is known of it is said in sentences. */
import { useQuery } from '@tanstack/react-query';
import { HelpCircle } from 'lucide-react';
import { useState } from 'react';
import { WHY_TEXT } from '../../../src-shared/text/why.ts';
import { useConnection, useEngine, useMarketKnown } from '../../client/engine.tsx';
import { faultText } from '../../client/fault-text.ts';
import { useRoute } from '../../client/route.ts';
import { useZone } from '../../client/settings.ts';
import { Lines, Notice } from '../../ui/parts.tsx';
import { StretchChoice } from './stretch-choice.tsx';
import { WhyAnswerPart } from './why-answer.tsx';
import { stretchIn, stretchOf, type Stretch } from './why-model.ts';

export function WhyView() {
  const known = useMarketKnown();
  return (
    <div className="h-full overflow-y-auto" tabIndex={-1}>
      <div className="mx-auto flex max-w-240 flex-col gap-5 p-6">
        <h1 className="text-lg font-semibold">{WHY_TEXT.title}</h1>
        {known ? <Asked /> : <Lines count={3} />}
      </div>
    </div>
  );
}

function Asked() {
  const { params } = useRoute();
  const { store } = useEngine();
  const zone = useZone();
  /** Asked without a stretch: the hour before the view was opened, not one that moves on under the reader's eyes. */
  const [fallback] = useState(() => stretchOf('hour', store.clock.now() ?? 0, zone));
  const stretch = stretchIn(params) ?? fallback;
  return (
    <>
      <StretchChoice stretch={stretch} symbol={params.symbol ?? null} />
      <Answer stretch={stretch} symbol={params.symbol} />
    </>
  );
}

function Answer({ stretch, symbol }: { stretch: Stretch; symbol: string | undefined }) {
  const { orpc } = useEngine();
  const online = useConnection().kind === 'online';
  const { data, error } = useQuery({
    ...orpc.why.queryOptions({ input: { ...stretch, symbol } }),
    enabled: online,
  });
  if (data !== undefined) return <WhyAnswerPart answer={data} />;
  if (error !== null)
    return (
      <Notice icon={HelpCircle} title={WHY_TEXT.failed} alert>
        {WHY_TEXT.failedNote(faultText(error))}
      </Notice>
    );
  return (
    <div role="status" aria-label={WHY_TEXT.looking}>
      <Lines count={5} />
    </div>
  );
}
