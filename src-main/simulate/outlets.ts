/** The simulated publishers: invented names on `.example` hosts (RFC 2606), three RSS feeds and one Atom feed. */
export interface Outlet {
  readonly id: string;
  readonly title: string;
  readonly site: string;
  readonly format: 'rss' | 'atom';
}

export const OUTLETS: readonly Outlet[] = [
  { id: 'meridian-wire', title: 'Meridian Wire', site: 'https://wire.meridian.example', format: 'rss' },
  { id: 'ledger-courier', title: 'Ledger Courier', site: 'https://www.ledgercourier.example', format: 'rss' },
  { id: 'nodepost', title: 'Nodepost', site: 'https://nodepost.example', format: 'rss' },
  { id: 'harbour-journal', title: 'Harbour Journal', site: 'https://harbourjournal.example', format: 'atom' },
];

export type OutletId = string;
