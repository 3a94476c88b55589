/** The last hour of closes as a line; shape only, no scale. Drawn for the eye, hidden from screen readers. */
const tenths = (value: number): number => Math.round(value * 10) / 10;

export function sparkPath(values: readonly number[], width: number, height: number): string {
  if (values.length < 2) return '';
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const step = width / (values.length - 1);
  return values
    .map(
      (value, index) =>
        `${index === 0 ? 'M' : 'L'}${tenths(index * step)} ${tenths(height - 1 - ((value - low) / span) * (height - 2))}`,
    )
    .join('');
}

export function Sparkline({
  values,
  width = 56,
  height = 18,
}: {
  values: readonly number[];
  width?: number;
  height?: number;
}) {
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden
      className="shrink-0 overflow-visible text-muted"
    >
      <path
        d={sparkPath(values, width, height)}
        fill="none"
        stroke="currentColor"
        strokeWidth={1}
        strokeLinejoin="round"
      />
    </svg>
  );
}
