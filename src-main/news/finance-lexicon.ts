/**
 * Words and phrases of market news with their tone, −3 (ruin) … +3 (triumph), as a trader of the asset would read them. Our
 * own list, written for crypto headlines. Ideas only: a lexicon of the domain (Loughran & McDonald, J. Finance 2011), and
 * phrases, negation and intensity (Hutto & Gilbert, VADER, ICWSM 2014); nothing of their lists is copied.
 * Phrases are lower case, their words joined by `_`.
 */
const TONES: Record<string, string> = {
  '-3': `
    bankrupt bankruptcy insolvent insolvency collapse collapses collapsed ponzi depeg depegs depegged rug_pull rugpull embezzled
    embezzlement chapter_11 bank_run death_spiral loses_peg lost_its_peg loses_its_peg loses_dollar_peg wiped_out`,
  '-2': `
    carnage turmoil havoc mayhem exodus flee flees fled margin_call criminal_charges prison sentenced pump_and_dump data_breach
    flash_loan_attack double_spend clampdown prohibited forbids forbid crumbles crumbled worst_week worst_month worst_day worst_quarter
    raids hack hacks hacked hacker hackers exploit exploits exploited exploiter stolen steal steals stealing stole theft heist breach
    breached drained drains crash crashes crashed crashing plunge plunges plunged plunging plummet plummets plummeted plummeting tumble
    tumbles tumbled tumbling nosedive nosedives nosedived nukes craters cratered crackdown ban bans banned banning illegal outlaws
    outlawed outlaw prohibits lawsuit lawsuits sues sued suing indicted indictment convicted arrested arrest seized seizes sanctions
    sanctioned laundering laundered liquidated liquidation liquidations bloodbath meltdown contagion panic capitulation default defaults
    suspends suspended freezes frozen fined scandal terror kidnapped kidnap tortured extortion ransomware phishing delist delists
    delisted delisting shutdown shut_down shuts_down rout crisis recession unregistered malicious fraud fraudulent scam scams scammers
    scammer scammed ransom sell_the_news record_low all_time_low fresh_low new_lows new_low wells_notice cease_and_desist class_action
    51_attack exit_scam halts_withdrawals pauses_withdrawals suspends_withdrawals halts_trading unauthorized_activity
    suspicious_activity run_away runs_away raided raid guilty jailed liquidity_crisis market_crash trade_war death_cross`,
  '-1.5': `
    battered hammered pummeled punished stumble stumbles stumbled falter falters faltered skids skidded woes trouble troubled distress
    distressed fallout plagued writes_down impairment job_cuts cuts_jobs slashes_jobs ousted steps_down scheme misled misleads hoax
    leaked leak compromised glitch downtime congested doom doomed crypto_winter deleveraging headwinds setback opposes opposition
    condemns condemned clamps_down curb curbs barred bars blocks blocked cancels cancelled canceled shelves shelved abandon flop missing
    shrinks shrinking erodes eroded halved unwind unwinds calls_for_ban flash_crash spillover evades evaded not_last won't_last killing
    killed kills charges charged not_backed fire_sale malware sanction worse_than_feared hotter_than_expected repayments_begin
    files_lawsuit security_breach critical_bug says_no disruption disruptions disrupts disrupted chaos cease ceases sweeping_powers
    sell_off selloff sell_offs slump slumps slumped slumping rejects rejected rejection reject bearish accused accuses accusing
    vulnerability vulnerabilities outflows outflow halts halted restricts restrict restriction restrictions stricter denies_approval
    probe probes probed investigation subpoena depletion shortfall losing_streak oversold downtrend tanks tanked layoffs lays_off attack
    attacked attacks postpones postponed postpone failure fails failed fail failing dumps dumping dumped dump without_registration
    war_on_crypto market_manipulation manipulation insider_trading rate_hike rate_hikes rate_rise hot_inflation nosediving worst
    counterfeit bear_market death_knell unlock_looms sell_pressure selling_pressure low_demand lack_of worthless banking_crisis bubble
    outage outages goes_down went_down goes_offline congestion under_fire from_ath from_all_time_high from_its_all_time_high
    off_its_high from_high at_a_loss at_loss sec_war stablecoin_ban owes_creditors investigates scrutiny abysmal`,
  '-1': `
    soured sour sags hurdle obstacle obstacles snag sceptic skeptics tightens tighten criticized criticised blasts fake_news exits
    exit_from leaves_market departs scraps short_seller short_bets short_sellers downgraded delistings lacklustre lackluster anxious
    anxiety jitters jittery cautious wary tumultuous nervousness warily dented dents scrutinized scrutinised opposed overdue menacing
    doubtful shaky shaken rattling wobbles wobble fades fade fading cooling cools dull gloomier complaint complaints fraudulently weighs
    drag drags take_profit take_profits profit_taking menace misses down worse_than_expected misses_estimates misses_expectations
    weighs_on weigh_on resistance threat limits_trading limits_cryptocurrency lows restrained higher_for_longer delays_decision
    interest_rates_rise raises_interest_rates raises_rates hikes_rates hikes_interest_rates stays_under stays_below remains_below
    remains_under violation violations withholding worse fall falls fell falling drop drops dropped dropping slide slides slid sliding
    sink sinks sank sinking dip dips dipped decline declines declined declining dive dives dived diving loss losses lose loses lost
    losing bears weak weaker weakness fear fears worry worries worried concern concerns concerned warns warning warned warnings warn
    risk risks risky uncertainty threatens threats vulnerable bug bugs delay delays delayed deny probing dispute controversy
    controversial criticism criticises criticizes slams slammed resigns resignation quits struggles struggle struggled struggling
    pressure retreat retreats retreated sheds shed slip slips slipped lower red downgrade downgrades slowdown bleed bleeds gloomy doubts
    doubt backlash misleading fake inflation hawkish tariff tariffs withdraws withdrawn withdrew withdraw stalls stalled stall
    tightening unpaid debt dismal wash_trading wash restrictive on_edge stuck trim_gains brace braces penalty penalties pernicious
    spooks spooked rattles rattled ire irks negative lags lag hit_by hurt hurts harm harms suffers suffer suffered overload abandoned
    abandons destabilize bottleneck dethroned threatening slam urges_caution caution cautions bearishness underperform underperforms
    underperformed battle clash clashes shocked skeptical scepticism dangers danger high_fees blames blaming unregulated hurdles bear
    disaster doldrums hijacked puts_off blow blow_to gloom slowing sluggish dried_up overvalued outperformed_bitcoin dark sell_bitcoin
    in_trouble criminals pauses paused investigating closes_down wind_down winds_down blocker`,
  '-0.5': `
    sell selling sellers sells limits mixer mixers funnel funnels unlock pressures crosshairs crosshair inactive correct corrects
    corrected correction volatile volatility denied on_alert unclear questions concession pressured nervous loom looms less unlikely
    watchdog`,
  '0': `
    fraud_protection counterparty_risk risk_management anti_fraud anti_scam can_now_sell now_sell scam_alert attack_surface first_mover
    backed backed_by listing_and_delisting bug_bounty bug_bounties key_support gold_rush hiring_spree buy_now best_crypto_to_buy
    short_term long_term near_term on_record stop_loss risk_assessment boom_or_bust key_risk team_up teams_up set_up set_up_shop
    bull_case bear_case fear_and_greed bull_or_bear`,
  '0.15': `
    launch launches launched unveils unveil pilot rolls_out roll_out hires reward rewards offers hodl hodling trademark acquires acquire
    opens open holds join joins fund brings to_offer deploy deploys airdrop airdrops`,
  '0.4': `
    to_allow allows completes complete grant grants partnering to_develop to_deploy debuts debut enable to_list acknowledges waive_fees
    to_support can_now now_accept to_validate joins_race record highs increase increases increased increasing explosive traction
    to_power powers unifies unify`,
  '0.5': `
    announces_fund upgrade upgrades upgraded support_for supports supported mainnet testnet goes_live is_live live_on valued valuation
    seek_exposure exposure aims_for faster affordable favorite popular hold_steady holds_steady stays_above patents enables moves_higher
    welcomes opens_new relisted confident hodlers burn burns moving_higher`,
  '1': `
    bolster bolsters bolstered strengthens strengthened buoyed cheer cheers comeback resilient resilience robust healthy landmark
    historic first_ever exceeds exceeded surpass surpasses surpassed overtakes overtook triples tripled quadruples quadrupled pours_into
    poured_into piles_into flock flocks scoops scoops_up snaps_up loads_up stockpiles endorse endorses endorsed paves_way paves_the_way
    clears_way clears_the_way opens_door opens_door_to green_lit license licensed licence wins_license obtains granted collaborates
    collaborate joins_forces inks_deal strikes_deal signs_deal alliance revive revives revived saves recovered_funds patched back_online
    picks_up takes_off thriving thrives outshines gains_ground buy_the_dip bounces_back turns_green turn_green turned_green upbeat favor
    favors favour favours exploding_higher oversold_bounce trending_higher swells heats_up unbanned allowed lawful legalised cheaper
    lowers_fees waives record_revenue record_profit record_volume bullishness stabilizes stabilises stabilize steadies rewarding helps
    help relisting beats lower_than_expected comes_in_lower successfully successful up throws_support greenlights back_above
    breaks_back_above back_to_highs greenlight attracted better_than_expected beats_expectations beats_estimates cooler_than_expected
    cuts_interest_rates adopting go_public revival love bets_on bet_on series_a series_b series_c seed_round funding_round rise rises
    rose rising gain gains gained gaining climb climbs climbed climbing jump jumps jumped jumping higher recover recovers recovered
    recovery recovering rebound rebounds rebounded bounce bounces bounced bulls inflow inflows optimism optimistic confidence strong
    stronger strength growth grow grows growing adopt adopts adopted adoption partnership partnerships partners partner integrates
    integrate integration integrations expands expansion expand expanding improve improves improved buy buys bought buying accumulate
    accumulates accumulation accumulating invests invest investment funding raises raised raise backs backing embraces embrace accepts
    accepted accept accepting starts_accepting clarity favourable favorable positive hopes hope relief boost boosts boosted boosting
    green outperform outperforms outperformed milestone innovation unlocks lists listed listing dovish easing resumes resumed restores
    restored refunded reimburse reimburses compensates compensation returns_funds secures secured wins win won profit profits profitable
    demand uptrend settles settled adds doubles doubled tops topped reclaims reclaim reclaimed regains breaks_above holds_above bottomed
    finds_support find_support holds_support holds_ground hold_ground accelerates accelerate active good_progress progress benefit
    benefits beneficial approves_plan opens_up legal_tender green_light tailwind outpaces inch_higher inches_higher edges_higher
    ticks_up shrugs_off defies bucks reopens reopen unfreezes ends_probe fresh_capital treasury_buys rate_cut rate_cuts cuts_rates
    pro_crypto ready_for crypto_friendly price_increase embraced attracts attract advances fetches emerge_stronger more_investors spikes
    spiked make_it_possible makes_it_possible leaps leap leapt popped pops pump pumps pumped best_performer promising in_the_green
    primed primes`,
  '1.5': `
    bullish breakout breaks_out short_squeeze shorts_liquidated short_liquidations short_sellers_liquidated moon moons partnership_with
    legalize legalizes legalized legalise legalises legalization spike_in_demand bull_run bull_market hits_new_high buyback golden_cross
    outperforming new_all_time_high oversubscribed bullish_signals dismissed_with_prejudice not_a_security strategic_reserve
    bitcoin_reserve etf_filing files_for_spot wins_approval airdrop_live flips approve`,
  '2': `
    good_for surge surges surged surging soar soars soared soaring rally rallies rallied rallying skyrocket skyrockets skyrocketed
    rocket rockets rocketed approves approved approval approvals breakthrough all_time_high all_time_highs ath triumph booms boom
    booming victory record_high record_highs fresh_high new_high new_highs month_high month_highs year_high hits_record sets_record
    new_record record_inflows smashes shatters best_week best_month gigantic`,
  '3': `
    exonerated acquitted`,
};

/** Tone by lower-case phrase, words joined by `_`. */
export const LEXICON: ReadonlyMap<string, number> = new Map(
  Object.entries(TONES).flatMap(([tone, words]) =>
    words
      .trim()
      .split(/\s+/)
      .map((word) => [word, Number(tone)] as const),
  ),
);

const set = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Verbs of going up and down: beside a thing they say what happened to it ("fears grow", "outflows slow"). */
export const RISING = set(`
  rise rises rose rising grow grows grew growing jump jumps jumped climb climbs climbed surge surges surged soar soars soared mount mounts
  increase increases increased spike spikes spiked higher return returns returned persist persists intensify intensifies deepen deepens
  widen widens accelerate accelerates swell swells heat heats up`);
export const FALLING = set(`
  abate abates abated   fall falls fell falling drop drops dropped dropping slow slows slowed slowing ease eases eased easing fade fades
    faded decline declines
  declined shrink shrinks cool cools cooled dip dips slump slumps plunge plunges tumble tumbles sink sinks stall stalls stalled
  fizzle fizzles evaporate evaporates dries weaken weakens subside subsides end ends ended vanish vanishes lower`);

/** Before a bad thing they undo it: "trims losses", "wins lawsuit". */
export const RELIEVING = set(`
  buck bucks bucked defy defies defied   return returns returned   trim trims trimmed pare pares pared erase erases erased slash slashes slashed recover recovers recovered
    recoup recoups recouped cut cuts
  reverse reverses reversed reduce reduces reduced end ends ended lift lifts lifted scrap scraps scrapped drop drops dropped dismiss dismisses
  dismissed overturn overturns overturned avert averts averted avoid avoids avoided prevent prevents prevented deny denies denied dodge dodges
  ease eases eased fix fixes fixed resolve resolves resolved clear clears cleared foil foils foiled thwart thwarts thwarted escape escapes
  escaped survive survives survived limit limits wipe wipes wiped reject rejects rejected refute refutes settle settles settled stop stops
  stopped dispel dispels shrug shrugs halt halts halted block blocks blocked reimburse reimburses compensate compensates refund refunds win
  wins won beat beats defeat defeats pause pauses paused exempt exempts`);
/** Before a good thing they spoil it: "trims gains", "delays approval". */
export const SPOILING = set(`
  trim trims trimmed pare pares pared erase erases erased slash slashes slashed cut cuts reverse reverses reversed reduce reduces reduced end
  ends ended deny denies denied reject rejects rejected delay delays delayed postpone postpones postponed revoke revokes revoked lose loses
  lost give gives gave correct corrects wipe wipes wiped halt halts halted block blocks blocked limit limits stop stops stopped withdraw
  withdraws withdrew scrap scraps scrapped scrapping drop drops dropped dash dashes dashed dent dents dented kill kills`);

/** After a bad thing: "lawsuit dismissed", "ban lifted", "hack averted", "losses recovered". */
export const UNDONE = set(`
  dismissed dismissal thrown_out lifted overturned eased ease eases averted resolved dropped recovered recouped scrapped cleared ended
    ends over fixed settled
  reversed avoided prevented foiled denied thwarted withdrawn tossed delayed postponed refuted compensated returned returns frozen fades fade
  slows slow easing`);

/** Bad things that can grow and shrink; they weigh −1 unless the lexicon says more. */
export const BAD_THINGS = set(`
  costs rates bills   menace appeal cpi ppi stolen hacker hackers exploiter attacker losses loss outflows outflow fears fear concerns worries inflation risk
    risks hacks hacking scams laundering liquidations selling
  sell-off selloff pressure uncertainty volatility debt layoffs lawsuit lawsuits suit ban bans probe investigation charges hack exploit attack
  crackdown restrictions sanctions fees fraud crisis decline dip slump outage downtrend recession panic vulnerability bug theft tariffs
  inflation unemployment charge complaint penalty threat rumors rumours fud unlock bankruptcy delisting shutdown scam phishing
  limits backlash criticism tax taxes unauthorized`);
/** Good things that can be lost; they weigh +1 unless the lexicon says more. */
export const GOOD_THINGS = set(`
  gains gain rally rallies recovery inflows demand optimism hopes momentum uptrend approval approvals sentiment adoption liquidity dominance support
  confidence growth profits returns reserves prices price revenue volume volumes users activity tvl hashrate bounce rebound bid appetite
    rescue takeover deal merger bailout`);

/** Turn the tone of the next words. */
export const NEGATIONS = set(
  `no not never without won't isn't aren't wasn't don't doesn't didn't can't cannot couldn't wouldn't neither nor hasn't haven't nobody none
   hardly barely unlikely remove removes removed axe axes`,
);
/** Several words that negate what follows. */
export const NEGATING_PHRASES = set(
  'no_longer out_of fails_to failed_to fail_to failing_to refuses_to far_from unable_to struggle_to struggles_to hard_to',
);

/** What follows "despite" is set against the headline's own news and says little. */
export const CONCEDING = set('despite notwithstanding');
/** What follows these is the reason or the circumstance, and weighs half. */
export const SUBORDINATING = set(
  'as after amid while because since following though although ahead before when during even if unless on',
);
/** Between a verb and a thing these part them: "falls on fears". */
export const PARTING = set('on in to as after amid due to from with while and but at before for despite');

const INTENSITY: Record<string, string> = {
  '1.4':
    'sharply massive massively severe severely worst extreme extremely unprecedented brutal dramatically wildly violently catastrophic staggering',
  '1.3': 'very huge significantly strongly biggest largest steeply enormous heavily hugely aggressively rapidly',
  '1.2': 'major record heavy deep double significant further more big strong hard fast long longest multi-year',
  '0.7':
    'could may might potential potentially possible possibly small reportedly rumored rumoured if would seeks eyes',
  '0.6': 'slightly somewhat briefly modest modestly mildly marginally little partly partially slight temporarily',
  '0.5': 'inches inch minor tiny barely alleged allegedly tests',
};
/** Factor of the word beside it. */
export const INTENSIFIERS: ReadonlyMap<string, number> = new Map(
  Object.entries(INTENSITY).flatMap(([factor, words]) =>
    words.split(' ').map((word) => [word, Number(factor)] as const),
  ),
);

/** What is felt about something: the words before them say about what ("rate hike fears ease", "ETF hopes fade"). */
export const FEELINGS = set('fears fear concerns worries hopes hope rumors rumours optimism talk sentiment');

/** Before a thing they say that there is more of it: "growing menace". */
export const MOUNTING = set(
  'higher stricter tougher growing rising mounting increasing surging soaring heightened more new fresh',
);
/** And these that there is less: "lower taxes", "slower growth". */
export const LESSENING = set('lower fewer less reduced slower smaller shrinking weaker falling declining');
