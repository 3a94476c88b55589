import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resourcePath } from '../../../src-main/base/paths.ts';
import { createLinker, loadLinker } from '../../../src-main/news/linker.ts';
import { plainText } from '../../../src-main/news/sanitise.ts';

const linker = loadLinker();
const assets = (title: string, summary?: string) => linker.link({ title, summary: summary ?? null }).assets.join(' ');

describe('assets of a headline', () => {
  it.each([
    ['CANADA approves a rule', ''],
    ['Canada, Adaptation and Nevada', ''],
    ['ADA Rallies', 'ADA'],
    ['Ada Lovelace honoured', ''],
    ['ADA compliance lawsuit hits a web shop', ''],
    ['Solar power for miners', ''],
    ['SOL losses 50% in January', 'SOL'],
    ['Sol rises over the desert', ''],
    ['Solana-based app', 'SOL'],
    ['Unilever and UNICEF on crypto', ''],
    ['UNI Gains as Uniswap votes', 'UNI'],
    ['Link found between fraud and exchange', ''],
    ['BTC, ETH, LINK and SOL', 'BTC ETH LINK SOL'],
    ['Connect the dot', ''],
    ['US DOT plans road rules', ''],
    ['DOT jumps', 'DOT'],
    ['The Dot-Com bubble and crypto', ''],
    ['One more thing for crypto', ''],
    ['ONE MORE THING FOR CRYPTO', ''],
    ['Harmony (ONE) bridge attacked', 'ONE'],
    ['$ONE climbs', 'ONE'],
    ['People live in harmony', ''],
    ['Gas fees fall on Ethereum', 'ETH'],
    ['ETHEREUM GAS FEES FALL TO NEW LOW', 'ETH'],
    ['Support near $30K', ''],
    ['Bitcoin Struggles Near Resistance', 'BTC'],
    ['Near Protocol raises $150M', 'NEAR'],
    ['NEAR and MIOTA Rally', 'IOTA NEAR'],
    ['A vet takes bitcoin', 'BTC'],
    ['VET holders vote', 'VET'],
    ['Ethereum Classic forks', 'ETC'],
    ['Bitcoin, Ethereum, etc', 'BTC ETH'],
    ['Bitcoin Cash and Bitcoin SV split', 'BCH BSV'],
    ['Bitcoin Magazine appoints an editor', ''],
    ['Polygon (MATIC) becomes POL', 'POL'],
    ['MATIC unlock', 'POL'],
    ['Stellar performance by chip stocks', ''],
    ['Stellar network upgrade', 'XLM'],
    ['The ripple effect of a rate cut', ''],
    ['Ripple Partners With Palau', 'XRP'],
    ['SEC v. Ripple: judge rules on XRP', 'XRP'],
    ['An avalanche of liquidations', ''],
    ['Avalanche of lawsuits hits exchange', ''],
    ['Avalanche launches a fund', 'AVAX'],
    ['Optimism returns to markets', ''],
    ['Optimism mainnet upgrade delayed', 'OP'],
    ['AR glasses and the metaverse', ''],
    ['AR/USDT pair listed', 'AR'],
    ["Department of Government Efficiency: Musk's DOGE team", ''],
    ['Elon Musk changes Twitter icon to Doge', 'DOGE'],
    ["Ether's rise", 'ETH'],
    ['Together with ethers', ''],
    ['ckBTC launches', ''],
    ['BTC-denominated bonds', 'BTC'],
    ['BTCUSD', ''],
    ['Ethereum.org rewrites its page', 'ETH'],
    ['Ethereum Name Service votes', 'ENS'],
    ['Tether freezes $150 million in USDT', 'USDT'],
    ['A tether to the ground', ''],
    ['Wrapped Bitcoin minted', 'WBTC'],
    ['بيتكوين Bitcoin 比特币', 'BTC'],
    ['', ''],
  ])('%j → %j', (title, expected) => expect(assets(title)).toBe(expected));

  it('asks the summary only when the title names nothing', () => {
    expect(assets('Solana outage', 'Bitcoin and Ether were not affected')).toBe('SOL');
    expect(assets('Network halts for six hours', 'Solana validators restart')).toBe('SOL');
  });
  it('reads full-width and mathematical letters only as what they are', () => {
    expect(assets(plainText('Bit\u200bcoin is \u202eetirw'))).toBe('BTC');
  });
});

describe('topics of a headline', () => {
  it.each([
    ['Breaking: Binance Sued By CFTC', 'regulation'],
    ['PBoC declares all crypto transactions illegal', 'regulation'],
    ['SEC rejects application for spot Bitcoin ETF', 'etf regulation'],
    ['Fed raises interest rates by 25 bps', 'macro'],
    ['Everybody fed up with waiting', ''],
    ['US CPI comes in hot', 'macro'],
    ['Crypto.com Suspends Withdrawals After Unauthorized Activity', 'exchange_incident'],
    ['Bitfinex hacked for 120,000 BTC', 'exchange_incident'],
    ['Hackers meet at a conference', ''],
    ['USDC depegs after bank failure', 'macro stablecoin'],
    ['An artist sells a picture', ''],
    ['The next 30 sec matter', ''],
  ])('%j → %j', (title, expected) => expect(linker.link({ title }).topics.join(' ')).toBe(expected));
});

describe('price reports', () => {
  it.each([
    'Bitcoin falls 5 %',
    'BTC price analysis',
    'XRP slides below $0.5',
    'Bitcoin (BTC) Plummets to $27K',
    'Ether, Solana tumble as stocks slide',
    'Altcoins rack up 30% gains',
    'Dogecoin surges 20% in one hour',
    'Bitcoin hits all-time high',
    'Why is the crypto market down today? Bitcoin drops under $60K',
    'Price prediction: SOL, ADA, DOT',
    'BTC holds $36K support',
    'ETH death cross looms',
    'Crypto market sheds $100B as Bitcoin sinks',
    'Bitcoin price rises',
    'Bitcoin trades at $28K',
    'Solana (SOL) jumps 12%',
    'ADA bulls target $1',
    'Litecoin extends losses',
  ])('%j is one', (title) => expect(linker.link({ title }).priceReport).toBe(true));
  it.each([
    'Breaking: Binance Sued By CFTC',
    'Ethereum hash rate falls 10%',
    'MicroStrategy buys 6,500 BTC for $150M',
    'Solana outage stops blocks',
    'NFT sales rise 30%',
    'Bitcoin miners sell',
    'Hacker steals $40M in ETH',
    'SEC drops lawsuit against Ripple',
    'Cardano upgrade goes live',
    'Uniswap TVL surges',
    'Chainlink price feed goes live on Base',
    'Elon Musk changes Twitter icon to Doge',
    'Bitcoin ETF inflows hit $1B',
    'El Salvador buys 100 Bitcoin',
    'Ethereum Foundation moves $95M in ETH to Kraken',
  ])('%j is none', (title) => expect(linker.link({ title }).priceReport).toBe(false));
});

describe('assets.json', () => {
  const data = JSON.parse(readFileSync(resourcePath('assets.json'), 'utf8')) as {
    assets: { ticker: string; former?: unknown[] }[];
  };
  it('has at least 60 assets, each once', () => {
    expect(data.assets.length).toBeGreaterThanOrEqual(60);
    expect(new Set(data.assets.map((asset) => asset.ticker)).size).toBe(data.assets.length);
  });
  it('is known by former tickers too', () => {
    expect(linker.namesOf('MATIC')).toEqual(linker.namesOf('POL'));
    expect(linker.namesOf('POL')).toEqual(expect.arrayContaining(['POL', 'Polygon', 'MATIC']));
    expect(linker.namesOf('NOPE')).toEqual(['NOPE']);
  });
  it.each<[unknown, string]>([
    [{}, 'assets.json: assets'],
    [{ assets: [{ ticker: 'btc', name: 'x' }] }, 'assets.0.ticker: expected a ticker in capitals'],
    [{ assets: [{ ticker: 'BTC', name: 'x', ticker_rule: 'loud' }] }, 'assets.0.ticker_rule'],
    [{ assets: [{ ticker: 'BTC', name: 'x', alias: [] }] }, 'alias'],
  ])('a mistake %j names its key', (wrong, detail) => expect(() => createLinker(wrong)).toThrow(detail));
});
