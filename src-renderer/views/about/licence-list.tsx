/** Every package that is part of MANE with its licence and the licence's text, behind a search. Read when About is opened. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ShippedPackage } from 'virtual:licences';
import { ABOUT_TEXT as TEXT } from '../../../src-shared/text/about.ts';
import { ExternalLink } from '../../ui/external-link.tsx';
import { Lines } from '../../ui/parts.tsx';
import { Section } from './section.tsx';

const load = async () => (await import('virtual:licences')).LICENCES;

/** Packages with every typed word in name or licence. */
export function matchingPackages(packages: readonly ShippedPackage[], typed: string): ShippedPackage[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return packages.filter(({ name, licence }) => {
    const text = `${name} ${licence}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export function LicenceList() {
  const { data } = useQuery({ queryKey: ['licences'], queryFn: load, staleTime: Infinity });
  const [typed, setTyped] = useState('');
  if (data === undefined)
    return (
      <Section title={TEXT.licences}>
        <p role="status" className="sr-only">
          {TEXT.loading}
        </p>
        <Lines count={3} />
      </Section>
    );
  const found = matchingPackages(data.packages, typed);
  return (
    <Section title={TEXT.licences}>
      <div className="mb-2 flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <p className="text-xs text-muted">{TEXT.licencesHint(data.packages.length)}</p>
        <input
          role="searchbox"
          aria-label={TEXT.search}
          placeholder={TEXT.search}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className="h-8 w-64 rounded-sm border border-line bg-panel px-2.5 text-sm placeholder:text-muted"
        />
      </div>
      <p role="status" className={found.length === 0 ? 'py-2 text-xs text-muted' : 'sr-only'}>
        {TEXT.found(found.length)}
      </p>
      <ul>
        {found.map((shipped) => (
          <li
            key={`${shipped.name}@${shipped.version}`}
            data-package={shipped.name}
            className="border-t border-line first:border-t-0"
          >
            <Package shipped={shipped} texts={data.texts} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** The text is put into the page when it is opened: there are hundreds of thousands of characters of it. */
function Package({ shipped, texts }: { shipped: ShippedPackage; texts: readonly string[] }) {
  const [open, setOpen] = useState(false);
  const { name, version, licence, home } = shipped;
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="flex min-h-8 items-center gap-3 text-sm">
        <span className="min-w-0 truncate">{name}</span>
        <span className="text-2xs text-muted">{version}</span>
        <span className="ml-auto shrink-0 text-xs text-muted">{licence}</span>
      </summary>
      {open && (
        <div className="pb-3">
          {home !== null && (
            <p className="mb-2 text-xs">
              <ExternalLink url={home}>{TEXT.home}</ExternalLink>
            </p>
          )}
          {shipped.texts.length === 0 && <p className="text-xs text-muted">{TEXT.none}</p>}
          {shipped.texts.map((index) => (
            <pre
              key={index}
              tabIndex={0}
              className="mb-2 max-h-72 overflow-auto rounded-sm border border-line bg-panel p-3 font-mono text-2xs leading-normal whitespace-pre-wrap"
            >
              {texts[index]}
            </pre>
          ))}
        </div>
      )}
    </details>
  );
}
