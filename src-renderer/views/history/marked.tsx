/** A text with the words that were typed marked in it; kept to itself, whichever way it is written. */
import { piecesOf } from './highlight.ts';

export function Marked({ text, query }: { text: string; query: string }) {
  if (query === '') return <bdi>{text}</bdi>;
  return (
    <bdi>
      {piecesOf(text, query).map((piece, index) =>
        piece.marked ? (
          <mark key={index} className="rounded-xs bg-accent/25 text-text">
            {piece.text}
          </mark>
        ) : (
          piece.text
        ),
      )}
    </bdi>
  );
}
