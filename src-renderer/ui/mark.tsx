/** The product's mark: a price line with the one point that is out of the ordinary. */
export function Mark({ className = '' }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 32 32"
      width={28}
      height={28}
      role="img"
      aria-label="MANE"
      className={`shrink-0 text-text ${className}`}
    >
      <path
        d="M3 21h7l3-4 3 2 3-11 3 13h7"
        fill="none"
        stroke="currentColor"
        strokeWidth={2}
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      <circle cx={19} cy={6} r={3} className="fill-rarity-4" />
    </svg>
  );
}
