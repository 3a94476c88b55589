/** The frame of one step of the guide. */
import type { ReactNode } from 'react';

/** One step: what it asks, in one sentence why, the choice, and the way on at the foot. */
export function Step({
  title,
  sentence,
  children,
  foot,
}: {
  title: string;
  sentence: string;
  children: ReactNode;
  foot: ReactNode;
}) {
  return (
    <section aria-labelledby="step-title" className="flex flex-1 flex-col">
      <h1 id="step-title" className="text-xl font-semibold">
        {title}
      </h1>
      <p className="measure mt-1.5 mb-6 text-md text-muted text-pretty">{sentence}</p>
      <div className="flex-1">{children}</div>
      <footer className="sticky bottom-0 -mx-6 mt-6 flex flex-wrap items-center gap-3 border-t border-line bg-canvas px-6 py-4 short:py-2">
        {foot}
      </footer>
    </section>
  );
}
