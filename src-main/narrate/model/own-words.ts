/**
 * A model's own words are about the move, never about what a report says: that comes by placeholder, in quotation marks and with
 * its source. So a word of a headline, however it is disguised, is refused in the model's text, and so are other alphabets.
 * What an obeying model copies out of a headline does not get past this.
 */
import { baseOf } from '../../../src-shared/market.ts';
import type { Evidence } from '../../../src-shared/narrative.ts';
import { latinReading } from '../../../src-shared/orders.ts';
import { withoutNames, withoutPlaceholders } from './placeholders.ts';

/** Words that any of these sentences may need, whether or not a headline has them too. */
const PLAIN = new Set(
  `about above across after again against ahead all along already also although among amount and another any appear appeared are around
  asset assets away back because been before began begin beginning below beside best between both briefly but came cause caused causes
  change changed changes climbed clear close coin coincided coincides come compared coverage crypto day days declined down dropped
  during each earlier early ended episode established every fall fallen fell few first following followed for from gain gained gains
  further given had half has have higher hour hours how into its itself jump jumped known large larger last late later latest least less
  likely linked little long longer loss lost low lower made market markets minute minutes month more most move moved movement moves moving
  much nearest near nearly neither news next none nor not now number only onset other over part past peak peaked percent period point
  price prices probably published quickly quiet rare rarer rate reached reason recorded related report reported reports rise risen rose
  rapidly same second seen sharply short shortly sign similar since single slipped slid small smaller some source sources still story
  such symbols than that the their them then there these they this those though three through time times today together token took toward
  trade traded trading two under unexplained unknown until unusual unusually upward upwards usual versus very volume was watched way week
  well went were what when where whether which while whole widely window with within without would year yet whose rallied dipped advanced
  retreated rebounded recovered broader wider overall activity`.split(/\s+/),
);
const SHORTEST = 4;
const ATTRIBUTION =
  /\b(?:said|says|saying|told|tells|claims?|claimed|states?|stated|announce[sd]?|confirm(?:s|ed)|warn(?:s|ed)|according to|as per)\b/iu;

const wordsOf = (text: string): string[] => latinReading(text).match(/\p{L}[\p{L}’']*/gu) ?? [];

/** Reasons against a sentence, before its placeholders are filled. `names` are those the evidence gives. */
export function ownWords(text: string, evidence: Evidence, names: readonly string[]): string[] {
  const own = withoutPlaceholders(text);
  const allowed = new Set([...names, baseOf(evidence.symbol)].flatMap(wordsOf));
  const headlines = new Set(evidence.facts.flatMap(({ news }) => (news === null ? [] : wordsOf(news.title))));
  const told = wordsOf(own).filter(
    (word) => word.length >= SHORTEST && headlines.has(word) && !allowed.has(word) && !PLAIN.has(word),
  );
  return [
    ...(told.length === 0
      ? []
      : [`words of a headline outside its placeholder: ${[...new Set(told)].slice(0, 5).join(', ')}`]),
    ...(/(?!\p{ASCII})[\p{L}\p{M}]/u.test(withoutSigns(withoutNames(own, names)))
      ? ['letters of another alphabet']
      : []),
    ...(ATTRIBUTION.test(own) ? ['an attribution of its own: a report is told by its placeholders'] : []),
    ...(/(?<!\p{L})\p{L}(?:[ ._*-]\p{L}(?!\p{L})){3}/u.test(own) ? ['letters spaced apart'] : []),
  ];
}

/** σ stands for a unit. */
const withoutSigns = (text: string): string => text.replace(/σ/gu, '');
