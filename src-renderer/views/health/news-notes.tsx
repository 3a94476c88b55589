/** What the user should know or do about news sources, in words: a hint that only shows on hovering is none. */
import type { SourceHealth } from '../../../src-shared/health.ts';
import { HEALTH_TEXT } from '../../../src-shared/text/health.ts';

export function NewsNotes({ sources }: { sources: readonly SourceHealth[] }) {
  const notes = sources.flatMap(({ id, detail }) =>
    detail === null ? [] : [{ id, text: HEALTH_TEXT.note(id, detail) }],
  );
  if (notes.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1 text-xs leading-normal text-muted">
      {notes.map(({ id, text }) => (
        <li key={id} className="break-words">
          {text}
        </li>
      ))}
    </ul>
  );
}
