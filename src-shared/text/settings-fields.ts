/** Each setting in words, by its path in the settings: what it is called, what it means, its unit and its choices. */
import { localised } from './localised.ts';

export const FIELD_TEXT = localised({
  simulated: {
    label: 'Simulated market',
    hint: 'A made-up exchange with made-up news on this machine, at 60 times the speed. It has a store of its own.',
  },
  backfillDays: {
    label: 'History at a start',
    hint: 'Days that are read from the venue where they are missing. Rarity needs about five.',
    unit: 'days',
  },
  alertsPerDay: {
    label: 'Alerts a day',
    hint: 'About this many over all symbols in the long run, and never more than twice as many in any 24 hours.',
    unit: 'a day',
  },
  cooldownMinutes: {
    label: 'Between two of one symbol',
    hint: 'A second alert of the same symbol waits this long.',
    unit: 'min',
  },
  'quietHours.enabled': { label: 'Quiet hours', hint: 'What comes meanwhile waits in a digest.' },
  'quietHours.from': { label: 'Quiet from', hint: 'Local time.' },
  'quietHours.to': { label: 'Quiet until', hint: 'Local time.' },
  'notifications.enabled': { label: 'Desktop notifications', hint: 'A click opens the anomaly.' },
  'notifications.sound': { label: 'Sound', hint: 'The desktop’s own sound for notifications.' },
  closeToTray: {
    label: 'Keep watching when the window is closed',
    hint: 'In the app: MANE stays in the tray. A second start brings the window back.',
  },
  'news.mode': {
    label: 'What is read',
    hint: 'Publishers and services, files, or both.',
    options: { live: 'Live', replay: 'Files', hybrid: 'Both' },
  },
  'news.useDefaults': {
    label: 'The shipped publishers',
    hint: 'A feed of your own with the same name takes its place.',
  },
  'news.feeds': { label: 'Feeds of your own', hint: 'RSS or Atom. Test reads it once.' },
  'news.files': {
    label: 'News files',
    hint: 'JSON, NDJSON or CSV on the machine of the engine, one path a line.',
  },
  'news.pollMinutes': {
    label: 'Between two reads',
    hint: 'Closer together for a while after an anomaly.',
    unit: 'min',
  },
  'news.allowPrivateHosts': {
    label: 'Private hosts that feeds may use',
    hint: 'Addresses of your own network are refused otherwise. One host a line.',
  },
  minClusterSize: { label: 'Reports that make a story', hint: 'Fewer stay single reports.', unit: 'reports' },
  'news.cryptopanic.enabled': { label: 'CryptoPanic', hint: 'Needs a key.' },
  'news.cryptopanic.pollMinutes': { label: 'CryptoPanic, between two reads', hint: 'Empty: as above.', unit: 'min' },
  'news.newsapi.enabled': { label: 'NewsAPI', hint: 'Needs a key.' },
  'news.newsapi.plan': {
    label: 'NewsAPI plan',
    hint: 'On the developer plan articles come 24 hours late.',
    options: { developer: 'Developer', paid: 'Paid' },
  },
  'news.newsapi.pollMinutes': {
    label: 'NewsAPI, between two reads',
    hint: 'The developer plan allows 100 requests a day.',
    unit: 'min',
  },
  'news.newsapi.query': { label: 'NewsAPI search', hint: 'Words joined by OR.' },
  'news.reddit.enabled': { label: 'Reddit', hint: 'Needs the id and the secret of an application.' },
  'news.reddit.subreddits': { label: 'Subreddits', hint: 'Names without r/, one a line.' },
  'news.reddit.minScore': {
    label: 'Least score of a post',
    hint: 'Posts below it are left out until they reach it.',
    unit: 'points',
  },
  'news.reddit.username': {
    label: 'Reddit account',
    hint: 'The one the application belongs to; it is named in the requests.',
  },
  'news.reddit.pollMinutes': { label: 'Reddit, between two reads', hint: 'Empty: as above.', unit: 'min' },
  'embedder.kind': {
    label: 'Headlines are compared by',
    hint: 'Their words; a small language model on this machine; or an endpoint, to which the headlines then go.',
    options: { lexical: 'Words', local: 'Local model', endpoint: 'Endpoint' },
  },
  'embedder.allowDownload': {
    label: 'Fetch the local model',
    hint: '24 MB, once, from huggingface.co, when its folder has none.',
  },
  'embedder.folder': { label: 'Folder of the local model', hint: 'Empty: in the data folder.' },
  'embedder.baseUrl': { label: 'Endpoint for embeddings', hint: 'OpenAI-compatible.' },
  'embedder.model': { label: 'Model for embeddings', hint: 'As the endpoint calls it.' },
  'embedder.sameStory': {
    label: 'Alike from',
    hint: 'Cosine from which two headlines are one story. Empty: what suits the method.',
    unit: 'cosine',
  },
  'model.enabled': {
    label: 'A language model writes the sentences',
    hint: 'Without one a template does. Both are checked by the same rules; evidence and headlines go to the endpoint.',
  },
  'model.preset': {
    label: 'Endpoint',
    hint: 'Whose model it is.',
    options: {
      openai: 'OpenAI',
      anthropic: 'Anthropic',
      deepseek: 'DeepSeek',
      ollama: 'Ollama',
      llamacpp: 'llama.cpp',
      custom: 'Another',
    },
  },
  'model.baseUrl': { label: 'Address', hint: 'Empty: the endpoint’s own.' },
  'model.model': { label: 'Model', hint: 'Empty: the one this endpoint was tried with.' },
  'model.output': {
    label: 'Form of the answer',
    hint: 'How a structured answer is asked for.',
    options: { null: 'Usual', json_schema: 'Schema', json_object: 'JSON', plain: 'Words' },
  },
  'model.tools': {
    label: 'Tools',
    hint: 'Whether the model may look things up itself.',
    options: { null: 'Usual', true: 'Yes', false: 'No' },
  },
  'model.price': {
    label: 'Price of a million tokens',
    hint: 'US dollars, in and out. Empty: what is known of this model.',
  },
  'model.timeoutSeconds': { label: 'Patience for an answer', hint: 'Then the template writes.', unit: 's' },
  'model.budget.moneyPerDay': {
    label: 'Money a day',
    hint: 'Empty: no limit. Counts where the price is known.',
    unit: 'US$',
  },
  'model.budget.moneyPerMonth': { label: 'Money a month', hint: 'Empty: no limit.', unit: 'US$' },
  'model.budget.tokensPerDay': { label: 'Tokens a day', hint: 'Empty: no limit.', unit: 'tokens' },
  'model.budget.tokensPerMonth': { label: 'Tokens a month', hint: 'Empty: no limit.', unit: 'tokens' },
  'model.judge.enabled': { label: 'A second opinion', hint: 'A model judges each text that passed the rules.' },
  'model.judge.endpoint': { label: 'Judge', hint: 'Off: the writer’s own endpoint judges. On: another one.' },
  volumeRaises: { label: 'Volume alone', hint: 'Unusual volume without an unusual move raises an anomaly too.' },
  zScoreRaises: { label: 'One-minute z-score', hint: 'Otherwise it only annotates.' },
  bollingerRaises: { label: 'Bollinger band', hint: 'A close far outside it; otherwise it only annotates.' },
  'retention.pricesDays': {
    label: 'Prices',
    hint: 'Kept at one a second for 48 hours, then at one a minute. The market around an anomaly is kept for good.',
    unit: 'days',
  },
  'retention.candlesDays': {
    label: 'Candles',
    hint: '90 days at most when more than 50 symbols are watched.',
    unit: 'days',
  },
  'retention.newsDays': { label: 'News', hint: 'What a narrative cites is kept for good.', unit: 'days' },
  'retention.maxBytes': {
    label: 'Largest database',
    hint: 'Above it the oldest prices and candles go first.',
    unit: 'GB',
  },
  'retention.maxPriceRows': { label: 'Most rows of prices', hint: 'Above it the oldest go.', unit: 'rows' },
  'retention.archive': {
    label: 'Archive before deleting',
    hint: 'Prices and candles are written to compressed files, one per symbol and month, before they go.',
  },
  'retention.archiveFolder': { label: 'Folder of the archive', hint: 'Empty: beside the database.' },
  'backup.enabled': { label: 'Daily backup', hint: 'Each copy is checked and tried.' },
  'backup.hour': { label: 'Hour of the backup', hint: 'Local time; later when the machine was off.', unit: 'h' },
  'backup.keep': { label: 'Backups kept', hint: 'The newest stay.', unit: 'copies' },
  'backup.folder': { label: 'Folder of the backups', hint: 'Empty: beside the database.' },
  'disk.lowBytes': { label: 'Say that the disk is low', hint: 'Free room below which it is said.', unit: 'GB' },
  'disk.fullBytes': {
    label: 'Treat the disk as full',
    hint: 'Below it prices are thinned and backups wait.',
    unit: 'GB',
  },
  'appearance.theme': {
    label: 'Theme',
    hint: 'Colours of the window.',
    options: { system: 'System', dark: 'Dark', light: 'Light' },
  },
  'appearance.contrast': {
    label: 'Contrast',
    hint: 'More contrast for text, lines and controls, in both themes.',
    options: { system: 'System', standard: 'Standard', more: 'High' },
  },
  'appearance.candles': {
    label: 'Candles',
    hint: 'Blue and orange can be told apart with every kind of colour vision.',
    options: { standard: 'Green and red', colour_blind: 'Blue and orange' },
  },
  'appearance.time': {
    label: 'Time zone',
    hint: 'Data stay in UTC; only labels change.',
    options: { local: 'Local', utc: 'UTC' },
  },
  'appearance.locale': {
    label: 'Numbers and dates',
    hint: 'How they are written. The words stay as they are.',
  },
});
export type FieldPath = keyof typeof FIELD_TEXT;
