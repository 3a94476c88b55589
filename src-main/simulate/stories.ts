/** The simulated publishers' stories, each told twice in different words. Firms are invented; placeholders are filled by headlines.ts. */
type Telling = readonly [title: string, summary: string];

export interface Story {
  /** Good news for the price. */
  readonly up: boolean;
  readonly tellings: readonly [Telling, Telling];
}

const story = (up: boolean, one: Telling, two: Telling): Story => ({ up, tellings: [one, two] });

const asset: readonly Story[] = [
  story(
    true,
    [
      '{issuer} wins approval to launch spot {label} fund',
      'The asset manager won approval for the first spot {name} fund of its kind, with trading to begin next week, according to a filing.',
    ],
    [
      'Spot {name} fund approved, {issuer} confirms',
      'A spokesperson for {issuer} confirmed the approval and said the {name} product will gain a listing on a major exchange.',
    ],
  ),
  story(
    false,
    [
      '{name} bridge halts withdrawals after exploit drains funds',
      'Operators of the {bridge} bridge on {label} suspended withdrawals after attackers exploited a flaw and stole user funds.',
    ],
    [
      'Hackers exploit {bridge} bridge on {name}, operators confirm loss',
      'The team behind the {name} bridge confirmed the attack and the theft, and warned users not to deposit until an audit is finished.',
    ],
  ),
  story(
    true,
    [
      '{payer} adopts {label} for cross-border settlement',
      '{payer} signed a partnership to settle merchant payments on {name}, a boost for adoption across eleven countries.',
    ],
    [
      '{name} partnership: {payer} to settle on the network',
      'The payments group said the successful pilot convinced it to expand and to settle on {name} from this quarter.',
    ],
  ),
  story(
    true,
    [
      '{name} upgrade goes live, fees cut in half',
      'The long-awaited {label} network upgrade went live without problems; developers praised a successful launch and strong gains in speed.',
    ],
    [
      'Developers celebrate successful {name} network upgrade',
      'Validators adopted the {name} release ahead of schedule and the network improved its throughput.',
    ],
  ),
  story(
    false,
    [
      '{name} network outage: validators stop producing blocks',
      'Block production on {label} halted after a failure in a client release; validators are preparing a restart.',
    ],
    [
      'Validators scramble to restart {name} after critical bug',
      'A critical bug crashed validator nodes and {name} transactions failed; engineers warned that the restart may be delayed.',
    ],
  ),
  story(
    false,
    [
      'Trading venue {venue} to delist {label} over compliance concerns',
      '{venue} suspends deposits today and will delist {name}, citing compliance concerns and weak liquidity.',
    ],
    [
      '{venue} delisting hits {name} holders, deposits suspended',
      'The exchange confirmed that it will remove {name} and warned customers to withdraw.',
    ],
  ),
];

const market: readonly Story[] = [
  story(
    false,
    [
      'Regulator sues crypto exchange {venue} over unregistered trading',
      'The regulator filed a lawsuit that accuses the exchange {venue} of fraud and unregistered trading across the crypto market.',
    ],
    [
      '{venue} lawsuit: regulator alleges fraud, crypto market on alert',
      'The complaint against crypto exchange {venue} seeks penalties and a ban on its executives.',
    ],
  ),
  story(
    true,
    [
      'Lawmakers approve crypto market bill in surprise win',
      'A bipartisan bill that gives crypto firms legal clarity passed in a surprise vote, a win for the industry and its regulation.',
    ],
    [
      'Crypto regulation: surprise approval for landmark market bill',
      'Industry groups welcomed the approval of the landmark crypto bill as a breakthrough.',
    ],
  ),
];

/** Invented names for the placeholders; a story keeps its names in both tellings. */
export const CAST: Readonly<Record<string, readonly string[]>> = {
  issuer: ['Calder Pacific', 'Aldmoor Capital', 'Brightwell Funds', 'Tessaly Asset Management'],
  bridge: ['Halden', 'Tarnbrook', 'Ostrava', 'Quillgate'],
  payer: ['Northgate Payments', 'Larkfield Pay', 'Marrow & Finch', 'Kestrel Checkout'],
  venue: ['Halcyon', 'Korvane', 'Bellmarch', 'Trident Row'],
};

export const STORIES = { asset, market } as const;

/** Small talk of the industry about no asset of the watch-list and without weight for prices. */
export const SMALL_TALK: readonly Telling[] = [
  ['Wallet maker Oakkey opens a design studio in Porto', 'Oakkey will hire forty people for its new studio.'],
  [
    'How a village in Jutland runs its library on digital tokens',
    'A visit to a reading room with an unusual membership card.',
  ],
  [
    'Podcast: what I learned from ten years of writing smart contracts',
    'A conversation about habits, reviews and patience.',
  ],
  ['University of Leiden adds a course on applied cryptography', 'The course is open to students of every faculty.'],
  ['Gaming studio Palefire shows first scenes of its new title', 'The studio talks about characters, music and maps.'],
  ['Conference season: what to see in Lisbon this autumn', 'Our list of talks, workshops and quiet cafés.'],
  [
    'Opinion: documentation is the most undervalued feature',
    'Readers can tell when writers have used their own product.',
  ],
  ['Art collective Lumen exhibits generative prints in Ghent', 'Forty prints, one algorithm and a lot of ink.'],
  ['Interview: the engineer who keeps old nodes running', 'A retired operator on noise, heat and backups.'],
  ['Data centre in Tromsø heats a public swimming pool', 'Waste heat warms eight lanes and a sauna.'],
  ['Survey: most developers prefer asynchronous meetings', 'A questionnaire among two thousand readers.'],
  ['Newsletter: five small tools that our readers recommend', 'From a diff viewer to a better clipboard.'],
  ['Open-source foundation Tideway names new board members', 'Three of the seven seats change hands.'],
  ['Explained: what a Merkle tree is and why it matters', 'A short primer with drawings.'],
  ['Hackathon in Nairobi draws six hundred students', 'Teams built tools for schools and clinics.'],
  ['Book review: a history of money in twelve objects', 'A readable walk from clay tablets to cards.'],
];

/** Harmless items about one asset: nothing in them could move a price. */
export const ASSET_TALK: readonly Telling[] = [
  [
    '{name} community meetup takes place in Vienna',
    'Organisers expect three hundred guests for an evening of short talks about {name}.',
  ],
  [
    "A beginner's guide to running a {name} node at home",
    'What to buy, what to install and how much electricity it needs.',
  ],
  [
    '{name} developers publish notes of their monthly call',
    'The call covered documentation, translations and the calendar.',
  ],
  ['Photo essay: ten years of {name} stickers', 'Laptops from four continents.'],
];
