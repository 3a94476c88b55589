/** The word lists of price-report.ts, all lower case unless they are tickers. */
const set = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** The market as a subject. */
export const MARKETS = set(
  'altcoins altcoin alts crypto cryptos cryptocurrencies memecoins memecoin market markets bulls bears coins token tokens majors',
);

/** Capitals that are no ticker. */
export const NOT_TICKERS = set(`
  NFT NFTS SEC CEO CTO CFO COO ETF ETFS DAO DAOS USA USD EUR GBP IMF BIS ECB FED CPI PPI GDP IPO ICO IEO IDO AML KYC CBDC CBDCS DEX CEX API
  FBI DOJ IRS CFTC FDIC OCC FCA FSA FOMC TVL ATH ATM ATMS NYC NYSE NASDAQ DDOS GPU CPU ASIC LIVE NEW HOT TOP TV WEB AI VR AR UK EU UAE UN
  OTC POS POW EVM ZK APY APR FUD FOMO HODL DEFI GAMEFI MICA OFAC ESMA BAFIN LLC INC UPDATED BREAKING VIDEO WATCH AMA Q1 Q2 Q3 Q4 IBM SBI
  NASA UNICEF VC VCS PBOC FTX OKX LCX HTX CZ SBF LA JPEG RPG WHO SPX DXY DJI USDT
  USDC BUSD DAI TUSD PYUSD FDUSD USDD USDE RLUSD PCE ETP ETPS RWA RWAS GBTC IBIT MSTR COIN JUST`);

/** Verbs that by themselves say that a price moved. */
export const MOVES = set(`
  fall falls fell falling drop drops dropped dropping dive dives dived dove diving plunge plunges plunged plunging plummet plummets plummeted
  plummeting slide slides slid sliding sink sinks sank sinking tumble tumbles tumbled tumbling crash crashes crashed crashing dip dips dipped
  slump slumps slumped slumping tank tanks tanked tanking nosedive nosedives nosedived retreat retreats retreated slip slips slipped slipping
  decline declines declined declining shed sheds rise rises rose rising rally rallies rallied rallying jump jumps jumped jumping surge surges
  surged surging soar soars soared soaring climb climbs climbed climbing spike spikes spiked spiking pump pumps pumped dump dumps dumped crater craters skyrocket skyrockets
  skyrocketed rebound rebounds rebounded rebounding bounce bounces bounced bouncing recover recovers recovered recovering consolidate
  consolidates consolidated consolidating wobble wobbles wobbled stall stalls stalled stalling correct corrects corrected struggle struggles
  struggled struggling inch inches edge edges edged whipsaw whipsaws rocket rockets rocketed moon moons accelerate accelerates outperform
  outperforms underperform underperforms erase erases erased reverse reverses swing swings bleed bleeds bled diverge diverges explode explodes
  collapse collapses collapsed leap leaps leaped leapt zoom zooms rip rips ripped pop pops popped nuke nukes nuked creep creeps crept drift drifts
  drifted cool cools cooled sag sags waver wavers wavered teeter teeters buckle buckles cratered retrace retraces retraced rout stagnate
  stagnates flash-crash overheats outshine outshines outperforming deepen deepens fizzle fizzles fade fades plateau plateaus bottom bottoms bottomed retest retests retested peaked weigh weighs weighed boom booms boomed gain gains gained lose loses lost slashes trims pares range-bound flatline flatlines`);

/** Verbs that say so only with a level or a chart word after them. */
export const STANDS = set(`
  hit hits break breaks broke hold holds held test tests tested top tops topped face faces eye eyes eyed extend extends extended trim trims
  trimmed slash pare turn turns turned show shows showed remain remains fail fails failed find finds found reach reaches reached reclaim reclaims
  reclaimed cross crosses crossed touch touches touched retake retakes near nears nearing revisit revisits trade trades trading see sees
  post posts posted record records recorded set sets stay stays stayed move moves moved trend trends go goes went target targets keep keeps
  book books flip flips make makes made print prints paint paints enter enters entered could may might will to can is are bucks eyeing
  approach approaches fluctuate fluctuates smash smashes smashed shatter shatters shattered blast blasts clear clears cleared pierce pierces
  close closes closed end ends ended open opens opened finish finishes finished hover hovers hovered linger lingers cling clings sit sits
  return returns returned form forms formed lead leads led complete completes ready poised primed due snap snaps snapped breach breaches breached`);

/** What a price stands at or goes to. */
export const OBJECTS = set(`
  support resistance high highs low lows ath aths gains gain losses loss decline declines red green bullish bearish momentum ground zone juncture
  recover recovery rally rallies trend lower higher uptrend downtrend rebound correction consolidation bottom peak levels level range risk
  again oversold overbought defense downtrend footing sideways record bearishness doldrums cap breakout performance market streak negative positive`);

/** Nouns of a move right after the coin: "Bitcoin plunge triggers liquidations". */
export const MOVED = set(
  'drop plunge slump rout crash selloff sell-off slide rally surge pullback correction dip rebound bounce drawdown meltdown bloodbath bottom',
);

/** Predicates that by themselves describe a price. */
export const STATES = set(
  'flat steady muted subdued sideways rangebound unchanged stagnant whipsawed pummeled battered stuck volatile downbeat upbeat',
);

/** Objects that make a moving verb mean something else ("drops lawsuit", "rallies behind"). */
export const NOT_OBJECTS = set(`
  lawsuit lawsuits case charges plan plans bid support fees requirement requirements app update album nft nfts out behind around victim foul short
  energy emissions costs issuance legal recognition approval traction proof relevance trust status license licence crown interest share faith edge spot access appeal claims prominence control sight contact users customers staff ties hacker funds usd money battle court key keys`);

/** Between a subject and its verb. */
export const KEEPS_SUBJECT = set(`
  and & or price prices token coin again still briefly also both just now slowly quickly sharply further suddenly nearly keeps keep continues
  continue begins begin starts start the market value cash other major most many all top altcoins altcoin rally uptrend downtrend prolongs
  stocks cap capitalization capitalisation reportedly finally officially temporarily steadily almost strongly heavily modestly mostly largely today
  flash early late quietly rapidly once dramatically stocks likely has have is are was set then not won't could may might will to can inu coins co slightly recovery rebound bounce gains losses momentum decline slump trying try tries
  attempt attempts`);

/** Coins often joined to a subject by "and". */
export const COMMON_NAMES = set(
  'bitcoin ethereum ether cardano solana dogecoin ripple polkadot tron litecoin avalanche shiba doge polygon',
);

/** Something else that moves or is measured. */
export const OTHER_MEASURES = set(`
  volume volumes tvl users user transactions transaction hashrate hash hashpower addresses address activity dominance developers developer
  adoption stocks inflows inflow outflows outflow fees fee revenue revenues sales stock shares bank collection difficulty staking staked
  ranking membership deposits downloads traffic popularity searches funding valuation reserves supply holders holdings dapps dapp
  subscribers followers interest validators transfers rankings burn energy emissions costs issuance inscriptions jobs headcount workforce
  layoffs`);

/** Where the reason begins. */
export const CLAUSE = set(
  'as after amid on while following because but when despite ahead thanks since though although even',
);

/** Before a level: "below $39K". */
export const LEVEL_LEADS = set(`
  above below beneath under over past toward towards near at around reclaims hits hit breaks break crosses tops holds nears to reach reaches for
  tests revisits beyond surpasses eyes retakes chases after loses touches the sub key hold test approaches targets bounces drops from through eye target predict predicts expect expects sees forecasts seen hovers topping crossing hitting breaking nearing
  crosses surpassed clears smashes`);

/** With these a sum is a payment, not a level. */
export const SUMS = set(`
  buys bought buy acquires acquired acquire purchase purchases purchased adds sold sells sell raises raised raise steals stolen sends sent donates
  donated worth airdrops airdrop grants grant rewards reward auction auctioned nft nfts salary salaries donation donations fined fine fund funds
  steal stole lost hacked hack mined pays paid bounty scam fraud repays loan loans`);

/** Words of the chart readers. */
export const CHART = set(`
  bullish bearish oversold overbought resistance rally uptrend downtrend breakout pullback doji selloff
  wyckoff downsides gainers losers drawdown bottoming retracement fibonacci rsi macd bulls bears downside upside footing ath all-time`);

export const GAINS = set(`
  gain gains loss losses rally rallies drop drops surge surges jump jumps plunge plunges decline declines correction pump dump crash spike weekly
  daily returns slump dip`);

/** After "price": not about the price. */
export const PRICE_OF_SOMETHING = set(
  'model models feed feeds oracle oracles manipulation index tracker fixing discovery api data',
);
/** A price is named, but the news is a denial, or how the price is made. */
export const NOT_A_PRICE_PHRASE = /\bprice (?:feed|oracle|manipulation)\b|\b(?:denies|denied|denying)\b/;

/** Verbs that move their object: "sends Bitcoin to $30K". */
export const DRIVES = set(
  'send sends sent sending push pushes pushed drag drags dragged lift lifts lifted drive drives drove knock knocks propel propels propelled pull pulls boost boosts boosted catapults pressures weighs',
);
/** Where it is moved to. */
export const DIRECTIONS = set(
  'higher lower down soaring tumbling plunging crashing surging reeling flying sliding falling rallying sinking climbing upward downward',
);
/** "A … in XRP". */
export const MOVE_NOUNS = set(
  'surge slump plunge rout selloff sell-off crash rally pump dump drop drawdown correction rebound bounce dip slide decline spike jump pullback bloodbath off selling volatility carnage',
);
export const SUPERLATIVES = set('worst best biggest largest longest steepest sharpest strongest weakest deepest');
/** What can be the worst of a price: a time or a move. */
export const SPELLS = set(
  'day days week weeks month months quarter quarters year january february march april may june july august september october november december drop rally loss losses gain gains decline streak slide fall',
);
export const FORETELLS = set(
  'predict predicts predicted prediction expect expects expected forecast forecasts sees seen analyst analysts strategist bernstein target targets projects could may will',
);
/** What may stand after a bare number that is a price level. */
export const AFTER_LEVEL: ReadonlySet<string> = new Set([
  '',
  ...'for as level levels mark barrier threshold support resistance amid again after while and by in on but'.split(' '),
]);
/** What strikes a market: "selling hits crypto". */
export const STRIKES = set(
  'hits hit grips grip rocks rock rocked batters battered engulfs sweeps rattles rattled rips shakes shook strikes',
);

export const PEOPLE = set(
  'investor investors trader traders user users holder holders miner miners founder whale man woman owner owners fund',
);

/** Coins that were taken and got back are no price. */
export const TAKEN = set('stolen seized lost missing hacked ransom confiscated looted forfeited');
