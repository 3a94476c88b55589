/** The words the rules look for, all read outside quotations. Every list is a claim about language and has its test. */

const words = (...alternatives: string[]): string => `\\b(?:${alternatives.join('|')})\\b`;

/** A statement that one thing brought about another. `was followed by` is order, not cause. */
export const CAUSAL = new RegExp(
  [
    words(
      'caus(?:ed|es|ing)',
      'because',
      '(?:due|owing|thanks|attribut(?:ed|able)) to',
      'trigger(?:s|ed|ing)?',
      'spark(?:s|ed|ing)?',
      'dr(?:ove|ives?|iven|iving)',
      '(?:leads?|led|leading) to',
      'prompt(?:s|ed|ing)',
      'sen[dt]s?',
      'sending',
      'push(?:es|ed|ing)',
      'pull(?:s|ed|ing)',
      'fuel(?:s|led|ed|ling|ing)?',
      'spur(?:s|red|ring)?',
      'lift(?:s|ed|ing)',
      'boost(?:s|ed|ing)?',
      'weigh(?:s|ed|ing)? on',
      'blam(?:es?|ed|ing)',
      'result(?:s|ed|ing)? (?:of|from|in)',
      'as a (?:result|consequence)',
      'consequence of',
      'reasons? (?:for|was|is|why)',
      'explain(?:s|ed|ing)?',
      'explanation',
      'on (?:the )?(?:back|heels|strength|news|word|reports?) of',
      'on (?:the )?news',
      'in (?:response|reaction) to',
      'react(?:s|ed|ing|ion)',
      'amid(?:st)?',
      'provok(?:es?|ed|ing)',
      'ignit(?:es?|ed|ing)',
      'propel(?:s|led|ling)?',
      'drag(?:s|ged|ging)',
      '(?:helped|hit|hurt|backed|supported|moved|shaken|spooked|rattled|cheered|buoyed|lifted|driven) by',
      'stem(?:s|med|ming) from',
      'br(?:ought|ings) (?:on|about)',
      'behind (?:the|this) (?:move|rise|fall|drop|jump|gain|loss)',
      'responsible for',
      'following',
      'thereby',
      'therefore',
      'hence',
      'culprit',
      'catalysts?',
      'kicked off',
      'set off',
      'made (?:it|the)',
      'owes',
      'came from',
      'comes from',
      'arose',
      'produc(?:ed|es)',
      'induc(?:ed|es)',
      'forc(?:ed|es|ing)',
      'in the wake of',
      'since the news',
    ),
    '(?<!\\b(?:was|were|is|been|being|then) )\\bfollow(?:s|ed)\\b',
    '(?<!\\b(?:no|established|unknown) )\\bcause\\b(?! (?:is |remains |was )?(?:unknown|unclear|not\\b))',
    '(?<!\\b(?:min|minutes?|h|hours?|hour|s|seconds?|days?|shortly|soon) )\\bafter\\b(?! (?:the )?(?:onset|move|event|it\\b|that\\b))',
  ].join('|'),
  'iu',
);

/** Words by which a text says that it knows no cause. */
export const NO_CAUSE =
  /\b(?:cause (?:is |remains )?unknown|unknown cause|no (?:established |known |clear )?cause|no (?:linked |related |matching )?(?:reports?|news|story|stories|article)|without (?:an established |a known |a )?cause|nobody knows|not known)\b/iu;
export const NO_REPORT = /\bno (?:linked |related |matching )?(?:reports?|news|story|stories|articles?|headlines?)\b/iu;
export const FOLLOWED_BY = /\bfollowed by\b|\bafterwards?\b|\blater reported\b/iu;
/** A report that nobody else tells: what one outlet may be told as. */
export const SINGLE_SOURCE = /\b(?:single|one|sole|lone) (?:source|outlet|publisher)\b/iu;
/** How a report's words stand to the move. */
export const AGAINST_MOVE = /\b(?:worded|reads?|speaks?) against (?:the|this) (?:move|rise|fall)\b/iu;
export const FOR_MOVE = /\b(?:worded|reads?|speaks?) (?:for|with|like) (?:the|this) (?:move|rise|fall)\b/iu;
export const PRECEDED_BY = /\bpreceded by\b|\bcame (?:first|beforehand)\b|\bbeforehand\b|\bearlier reported\b/iu;

/** `probably`, `likely` and `was followed by` are allowed: they are exact about a class of evidence. These are not. */
export const HEDGES: readonly string[] = [
  'may have',
  'might have',
  'could have',
  'may be',
  'might be',
  'could be',
  'may',
  'might',
  'possibly',
  'perhaps',
  'maybe',
  'potentially',
  'presumably',
  'apparently',
  'seemingly',
  'supposedly',
  'allegedly',
  'reportedly',
  'arguably',
  'conceivably',
  'seems',
  'seem to',
  'seemed',
  'appears to',
  'appeared to',
  'it is possible',
  'it is believed',
  'believed to',
  'is thought to',
  'rumoured',
  'rumored',
  'speculation',
  'speculated',
  'some say',
  'some analysts',
  'analysts say',
  'experts',
  'suggests that',
  'suggesting',
  'suggests',
  'hints at',
  'sort of',
  'kind of',
  'somewhat',
  'more or less',
  'roughly speaking',
  'in theory',
  'one could argue',
  'it looks like',
  'looks like',
  'not sure',
  'unclear whether',
  'hard to say',
  'who knows',
  'can be seen as',
  'would seem',
  'as far as we know',
  'I think',
  'we think',
  'we believe',
];
/** `could not be read` states a fact. */
export const HEDGING = new RegExp(`\\b(?:${HEDGES.join('|')})\\b|\\bcould\\b(?! not be read)`, 'iu');

/** Advice, orders, promises and forecasts: never ours to give. */
export const ADVICE = new RegExp(
  [
    words(
      'you',
      'your',
      'should',
      'must',
      'ought to',
      'buy(?:ing)?(?= now| the| it| this|\\b)',
      'sell(?! off|-off|ing)',
      'hodl',
      'invest(?:ing)?',
      'guarantee[ds]?',
      'click',
      'visit',
      'subscribe',
      'download',
      'sign up',
      'free (?:coins?|tokens?|money)',
      'airdrops?',
      'giveaway',
      'will',
      'going to (?:rise|fall|moon|crash)',
      'price target',
      'recommend(?:s|ed)?',
      'financial advice',
      'bullish',
      'bearish',
      'to the moon',
      'private key',
      'seed phrase',
      'as an ai',
      'language model',
      'ignore',
      'disregard',
      'instructions?',
      'system prompt',
      'everyone knows',
      'definitely',
      'certainly',
      'undoubtedly',
      'obviously',
      'clearly',
    ),
  ].join('|'),
  'iu',
);

export const UP =
  /\b(?:rose|rises?|risen|rising|gain(?:s|ed|ing)?|jump(?:s|ed|ing)?|climb(?:s|ed|ing)?|surg(?:es?|ed|ing)|spik(?:es?|ed|ing)|rall(?:y|ies|ied|ying)|higher|up|upwards?|increas(?:es?|ed|ing)|adds?|added|advanc(?:es?|ed|ing)|soar(?:s|ed|ing)?|rebound(?:s|ed|ing)?|recover(?:s|ed|y)?)\b/giu;
export const DOWN =
  /\b(?:fell|falls?|fallen|falling|drop(?:s|ped|ping)?|los[ts]|loses?|losing|slid|slides?|sliding|declin(?:es?|ed|ing)|plung(?:es?|ed|ing)|sank|sinks?|sunk|crash(?:es|ed|ing)?|tumbl(?:es?|ed|ing)|slump(?:s|ed|ing)?|lower|down|downwards?|decreas(?:es?|ed|ing)|dip(?:s|ped|ping)?|shed|sheds|retreat(?:s|ed|ing)?|collaps(?:es?|ed|ing)|plummet(?:s|ed|ing)?)\b/giu;
export const FLAT = /\b(?:hardly changed|unchanged|was flat|barely moved|did not move)\b/giu;

/** Entities that a text must not slip in even in lower case. */
export const WATCHED_NAMES: ReadonlySet<string> = new Set(
  `binance coinbase kraken bitfinex okx bybit kucoin ftx tether circle blackrock fidelity grayscale microstrategy tesla musk elon
  trump biden powell sec cftc fed fomc ecb nasdaq reuters bloomberg cnbc coindesk cointelegraph decrypt theblock twitter reddit
  bitcoin ethereum solana cardano ripple xrp dogecoin chainlink avalanche polkadot litecoin polygon tron china russia india japan
  korea europe usa congress senate whales vitalik satoshi gensler saylor arkham mtgox celsius terra luna usdt usdc hackers`.split(
    /\s+/,
  ),
);

/** Words that begin a sentence with a capital without naming anything, and units in capitals. */
export const PLAIN_CAPITALS: ReadonlySet<string> = new Set(
  `a about after all although an and another around as at because before both but by cause causes coincident coincidentally during
  each earlier either even every few first five following for four from had has have here however i if in is it its last later less
  many more most near nearly neither nevertheless news no nobody none not nothing of on once one only or other our over overall
  price prices probably rarity report reported reports second several since six so some still such than that the their then there
  these they this those three though to today together trading two under unexplained unknown until utc volume was we were when where
  whether while who why with within without move moves likely meanwhile what whereas which`.split(/\s+/),
);
