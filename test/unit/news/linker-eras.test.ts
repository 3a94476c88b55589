/**
 * Headlines written for this test in the manner of all eras from 2021 to 2026: tickers that are words, names that changed, forms of
 * writing, price reports beside look-alikes. `P` = a report of the price.
 */
import { describe, expect, it } from 'vitest';
import { linkLines } from '../../../src-main/news/link-record.ts';
import { loadLinker } from '../../../src-main/news/linker.ts';
import { plainText } from '../../../src-main/news/sanitise.ts';
import { lexiconSentiment } from '../../../src-main/news/sentiment.ts';

const linker = loadLinker();
const read = (title: string) => linker.link({ title: plainText(title) });

describe('headlines of all eras', () => {
  it.each<[title: string, assets: string, price: 'P' | '']>([
    ['Strategy buys another 4,020 BTC for $427 million', 'BTC', ''],
    ['Bybit Hacked for $1.5B in ETH as Lazarus Group Suspected', 'ETH', ''],
    ["Terra's LUNA collapses 99% as UST loses its peg", 'LUNA USTC', 'P'],
    ['Crypto Near Record High as Traders Pile In', '', 'P'],
    ['Bitcoin Near All-Time High', 'BTC', 'P'],
    ['Token Flow Data Shows Whales Accumulate', '', ''],
    ['Quant Finance Veterans Launch Crypto Fund', '', ''],
    ['Optimism Returns to Crypto Markets', '', ''],
    ['Crypto Optimism Returns After Rate Cut', '', ''],
    ['Liquidation Avalanche Hits Crypto Market', '', ''],
    ['Avalanche Foundation to Raise $1B for Treasury Companies', 'AVAX', ''],
    ['Colorado Avalanche Accept Crypto for Tickets', '', ''],
    ['Market Maker Wintermute Moves $50M to Binance', '', ''],
    ['Maker DAO votes to rebrand', 'SKY', ''],
    ['MakerDAO rebrands to Sky, MKR converts to SKY', 'SKY', ''],
    ['Fantom Rebrands to Sonic, FTM Migrates to S', 'S', ''],
    ['Rep. Anna Paulina Luna Backs Crypto Bill', '', ''],
    ['La luna llena y el bitcoin', 'BTC', ''],
    ['El sol sale para todos', '', ''],
    ['$SOL breaks out as #BTC stalls', 'BTC SOL', 'P'],
    ['SOL/USD hits 200 for first time', 'SOL', 'P'],
    ['SOL-USDT volume jumps on Binance', 'SOL', ''],
    ['Bitcoin-backed loans return', 'BTC', ''],
    ['Ethereum-based stablecoin issuer raises $20M', 'ETH', ''],
    ['BITCOIN CRASHES BELOW $20K AS FED HIKES RATES', 'BTC', 'P'],
    ['SOLANA NETWORK HALTS FOR FIVE HOURS', 'SOL', ''],
    ['NEAR THE END OF THE CRYPTO WINTER', '', ''],
    ['ONE DOT TO LINK THEM ALL', '', ''],
    ['XRP JUMPS AFTER JUDGE RULES IN RIPPLE CASE', 'XRP', 'P'],
    ['Ripple’s Garlinghouse says RLUSD will launch in weeks', 'RLUSD XRP', ''],
    ['Cardano’s Hoskinson hits back at critics', 'ADA', ''],
    ['ETH Zurich researchers find bug', '', ''],
    ["Trump's Memecoin Surges 300%", 'TRUMP', 'P'],
    ['Trump Says US Will Be Crypto Capital', '', ''],
    ['World Liberty Financial token sale falls short', 'WLFI', ''],
    ['Pump.fun raises $500M in minutes', 'PUMP', ''],
    ['Hyperliquid Hit by JELLY Manipulation', 'HYPE', ''],
    ['Pudgy Penguins to launch PENGU token', 'PENGU', ''],
    ['Tether Gold hits $1B', 'XAUT', ''],
    ['Tether to launch a US stablecoin', 'USDT', ''],
    ['Tether Invests $500M in Bitcoin Miners', 'BTC USDT', ''],
    ['Baby Doge Coin listed on Binance', 'BABYDOGE', ''],
    ['AR headset sales fall', '', ''],
    ['$AR climbs 20%', 'AR', 'P'],
    ['OP-ED: why crypto needs rules', '', ''],
    ['US DOT grants funds for blockchain', '', ''],
    ['Stellar quarter for Coinbase', '', ''],
    ['Stellar (XLM) rallies 60% in a week', 'XLM', 'P'],
    ['Gas fees on Ethereum spike', 'ETH', ''],
    ['Neo (NEO) and Gas (GAS) jump', 'GAS NEO', 'P'],
    ['Compound interest explained', '', ''],
    ['Compound governance attack fails', 'COMP', ''],
    ["Curve founder's loans liquidated as CRV plunges", 'CRV', 'P'],
    ['Immutable ledger technology explained', '', ''],
    ['Immutable wins as SEC ends probe into IMX', 'IMX', ''],
    ["Polygon's MATIC upgrade to POL goes live", 'POL', ''],
    ['Klaytn and Finschia merge into Kaia', 'KAIA', ''],
    ['RNDR becomes RENDER in token migration', 'RENDER', ''],
    ['EOS Network Rebrands to Vaulta, Token A', 'EOS', ''],
    ['Sandbox game studio layoffs', '', ''],
    ['The Sandbox (SAND) lays off staff', 'SAND', ''],
    ['Crypto-Friendly Mayor Loses Election', '', ''],
    ["Mantra's OM token crashes 90%", 'OM', 'P'],
    ["Axie Infinity's Ronin Bridge hacked for $625M", 'AXS RON', ''],
    ['US CPI Falls to 3%, Bitcoin Jumps', 'BTC', 'P'],
    ["Here's why Bitcoin price is down today", 'BTC', 'P'],
    ['Bitcoin Predicted to Hit $200K by Standard Chartered', 'BTC', 'P'],
    ['Bernstein sees bitcoin at $150,000 by mid-2025', 'BTC', 'P'],
    ['Ether leads losses as crypto market sheds $300 billion', 'ETH', 'P'],
    ['Bitcoin flat ahead of Jackson Hole', 'BTC', 'P'],
    ['Bitcoin hovers around $27K', 'BTC', 'P'],
    ['Bitcoin Tops $100,000 for First Time', 'BTC', 'P'],
    ['Bitcoin Forms Death Cross', 'BTC', 'P'],
    ['Market Wrap: Bitcoin Declines as Traders Take Profit', 'BTC', 'P'],
    ['First Mover: Bitcoin Holds Near $27K', 'BTC', 'P'],
    ['$1 Billion in Liquidations as Bitcoin Flash Crashes', 'BTC', 'P'],
    ['Over $500M Liquidated in 24 Hours', '', 'P'],
    ['Bitcoin ends September in the red', 'BTC', 'P'],
    ['Bitcoin sets new record above $109,000', 'BTC', 'P'],
    ['Bitcoin nukes to $15.6K', 'BTC', 'P'],
    ['Altcoins bleed as Bitcoin dominance climbs', 'BTC', 'P'],
    ['Shiba Inu Up 15% in a Day', 'SHIB', 'P'],
    ['Solana flips BNB after 20% weekly gain', 'BNB SOL', 'P'],
    ['Bitcoin smashes through $97,000', 'BTC', 'P'],
    ['Bitcoin hashrate hits all-time high', 'BTC', ''],
    ['Bitcoin mining difficulty drops 5%', 'BTC', ''],
    ['Ethereum staking deposits hit record', 'ETH', ''],
    ['Spot Bitcoin ETFs See $500M Outflows', 'BTC', ''],
    ['Bitcoin ETFs hit record volume', 'BTC', ''],
    ['Coinbase stock surges 10% on earnings', '', ''],
    ['MicroStrategy shares fall 12%', '', ''],
    ["Bitcoin miner Marathon's stock jumps", 'BTC', ''],
    ['Ethereum gas fees drop to five-year low', 'ETH', ''],
    ['Tether market cap hits $100B', 'USDT', ''],
    ['USDC supply falls', 'USDC', ''],
    ['Solana TVL jumps to record', 'SOL', ''],
    ['Bitcoin whale moves $1 billion', 'BTC', ''],
    ['SEC sues Binance; Bitcoin falls 5%', 'BTC', 'P'],
    ['Bitcoin falls as SEC sues Binance', 'BTC', 'P'],
    ['Crypto stocks rally as Bitcoin reclaims $60K', 'BTC', 'P'],
    ['FTX files for bankruptcy', '', ''],
    ['FTX token FTT plunges 80%', 'FTT', 'P'],
    ['Celsius Pauses Withdrawals, Citing Extreme Market Conditions', '', ''],
    ['Bitcoin Drops After Celsius Pauses Withdrawals', 'BTC', 'P'],
    ['China Declares All Crypto Transactions Illegal', '', ''],
    ['Grayscale wins court case against SEC over bitcoin ETF', 'BTC', ''],
    ['Fake news of BlackRock ETF approval sends Bitcoin to $30K', 'BTC', 'P'],
    ['BlackRock files for spot Ethereum ETF', 'ETH', ''],
    ['Mt. Gox moves $2.7B in Bitcoin', 'BTC', ''],
    ['German government sells 3,000 BTC', 'BTC', ''],
    ['Bitcoin Halving Completed', 'BTC', ''],
    ['Ethereum completes the Merge', 'ETH', ''],
    ['Dencun upgrade goes live on Ethereum mainnet', 'ETH', ''],
    ['Elon Musk tweets, Dogecoin pumps', 'DOGE', 'P'],
    ["Musk's DOGE team cuts staff at agency", '', ''],
    ['Dogecoin Foundation names new board', 'DOGE', ''],
    ['Kraken to delist Monero in Europe', 'XMR', ''],
    ['Binance Labs invests in Ethena', 'ENA', ''],
    ['Aave DAO approves GHO', 'AAVE', ''],
    ['Injective burns 5 million INJ', 'INJ', ''],
    ['The Graph launches on Arbitrum', 'ARB GRT', ''],
    ['Cosmos Hub votes to cut inflation', 'ATOM', ''],
    ["Internet Computer's ICP jumps 30%", 'ICP', 'P'],
    ['Filecoin, Arweave lead storage tokens higher', 'AR FIL', 'P'],
    ["Toncoin slides after Telegram CEO Durov's arrest", 'TON', 'P'],
    ['Metric ton of carbon tokenised', '', ''],
    ['Bitcoin could fall to $80K, analyst warns', 'BTC', 'P'],
    ['Analyst says XRP will hit $10', 'XRP', 'P'],
    ['Memecoins rally as risk appetite returns', '', 'P'],
    ['Ethereum Layer 2 network Base goes down', 'ETH', ''],
    ['Kaspa, Monero among top gainers', 'KAS XMR', 'P'],
    ['Chainlink surges as whales accumulate LINK', 'LINK', 'P'],
    ['Can XRP reach $5 this year?', 'XRP', 'P'],
    ['Bitcoin bull run not over, says Novogratz', 'BTC', 'P'],
    ['Bitcoin traders eye $70K', 'BTC', 'P'],
    ['Bitcoin’s worst week since FTX', 'BTC', 'P'],
    ['Bitcoin dominance hits 60%', 'BTC', ''],
    ['Crypto Market Cap Falls Below $1 Trillion', '', 'P'],
    ['Total crypto market cap drops 5%', '', 'P'],
    ['How to buy Bitcoin', 'BTC', ''],
  ])('%j → %j %s', (title, assets, price) => {
    const { assets: found, priceReport } = read(title);
    expect(found.join(' ')).toBe(assets);
    expect(priceReport).toBe(price === 'P');
  });
});

describe('forms of writing', () => {
  const FORMS = [
    'Solana rises',
    'Solana’s token rises',
    "SOLANA'S TOKEN RISES",
    '$SOL rises',
    '#SOL rises',
    '(SOL) rises',
    'SOL/USD rises',
    'SOL-USDT rises',
    'SOL/USDC rises',
    'Solana-based token rises',
    '“Solana” rises',
    '‘Solana’ rises',
    'solana rises',
    'SOLANA RISES AGAIN AFTER THE OUTAGE',
    'Solana: a rise',
    'Solana, risen',
    '[Solana] rises',
    'Why Solana?',
    'Sol\u200bana rises',
  ];
  it.each(FORMS)('%j is about Solana', (title) => expect(read(title).assets).toEqual(['SOL']));
  it.each([
    'Solanaceae rises',
    'Solar rises',
    'El sol sale',
    'Sol rises',
    'SOLD OUT AGAIN AND AGAIN TODAY',
    'Miso-SOL soup'.toLowerCase(),
  ])('%j is not', (title) => expect(read(title).assets).toEqual([]));
  it('knows a coin by each of its former names', () => {
    const pairs = [
      ['MATIC', 'POL'],
      ['FTM', 'S'],
      ['Fantom', 'S'],
      ['MKR', 'SKY'],
      ['RNDR', 'RENDER'],
      ['KLAY', 'KAIA'],
      ['Klaytn', 'KAIA'],
      ['Elrond', 'EGLD'],
      ['Vaulta', 'EOS'],
    ] as const;
    for (const [former, ticker] of pairs) expect(read(`${former} token update`).assets, former).toEqual([ticker]);
    expect(linker.namesOf('A')).toContain('EOS');
    expect(linker.namesOf('MATIC')).toContain('POL');
  });
});

describe('topics of market-wide news', () => {
  it.each([
    ['SEC sues Coinbase over staking programme', 'regulation'],
    ['Fed holds rates steady, Powell says no cut soon', 'macro'],
    ['US CPI rises less than expected in May', 'macro'],
    ['Trump announces 100% tariffs on China', 'macro'],
    ['South Korea declares martial law', 'macro'],
    ['BlackRock files for spot Bitcoin ETF', 'etf'],
    ['Grayscale Wins Court Fight Against SEC Over Spot Bitcoin ETF', 'etf regulation'],
    ['FTX files for bankruptcy', 'exchange_incident'],
    ['Bybit hacked for $1.5 billion', 'exchange_incident'],
    ['Celsius Pauses Withdrawals', 'exchange_incident'],
    ['Mt. Gox creditors receive repayments', 'exchange_incident'],
    ['TerraUSD loses its peg', 'stablecoin'],
    ['GENIUS Act signed into law', 'regulation stablecoin'],
    ['Trump signs executive order for Strategic Bitcoin Reserve', 'regulation'],
    ['Nigeria lifts ban on crypto', 'regulation'],
    ['Bill Gates slams crypto', ''],
    ['Binance launches tax tool for crypto traders', ''],
    ['The exchange rate of the euro', ''],
    ['Rivals follow suit with crypto cards', ''],
    ['Artist mints fine art NFTs', ''],
    ['Temperatures reach 40 degrees celsius', ''],
  ])('%j → %j', (title, topics) => expect(read(title).topics.join(' ')).toBe(topics));
});

describe('hostile titles', () => {
  const SHAPES = [
    'BTC falls 5% ',
    'Bitcoin, ',
    '1.1',
    '$ONE, ',
    'SOL/USD ',
    'as fears grow despite bans ',
    'Bit\u200bcoin\u202e ',
    '\ud835\udd39\ud835\udd65\ud835\udd54 ',
    'e\u0301\u0301\u0301 ',
    '\ud83d',
    '((((',
    '\u0000\u001b[31m',
    'İı𝖘 ',
  ];
  it.each(SHAPES)('100 kB of %j name what one of them names', (shape) => {
    const long = shape.repeat(Math.ceil(100_000 / shape.length));
    expect(linker.link({ title: long }).assets).toEqual(linker.link({ title: `${shape}${shape}` }).assets);
    const tone = lexiconSentiment.score(long);
    expect(tone === null || Math.abs(tone) <= 1).toBe(true);
  });
  it('ends where the title of a record is cut', () => {
    const [answer] = linkLines(linker, JSON.stringify({ id: 1, title: `${'x '.repeat(50_000)} Bitcoin` }), 'f');
    expect(answer.symbols).toEqual([]);
  });
});
