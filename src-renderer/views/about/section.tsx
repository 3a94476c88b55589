/** One part of About under its heading. */
import type { ReactNode } from 'react';

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="mb-8">
      <h2 className="mb-2 border-b border-line pb-1 text-md font-semibold">{title}</h2>
      {children}
    </section>
  );
}
