/** A row of choices over a list, each with how many there are. */
export interface Tab<T extends string> {
  readonly key: T;
  readonly name: string;
  readonly count?: number;
}

interface TabsProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly Tab<T>[];
  readonly onChange: (value: T) => void;
}

export function Tabs<T extends string>({ label, value, options, onChange }: TabsProps<T>) {
  return (
    <div role="group" aria-label={label} className="flex items-center gap-1">
      {options.map(({ key, name, count }) => (
        <button
          key={key}
          type="button"
          aria-pressed={key === value}
          onClick={() => onChange(key)}
          className={`inline-flex h-7 items-center gap-1.5 rounded-sm px-2.5 text-xs ${key === value ? 'bg-raised font-medium text-text' : 'text-muted hover:text-text'}`}
        >
          {name}
          {count !== undefined && <span className="text-2xs text-muted">{count}</span>}
        </button>
      ))}
    </div>
  );
}
