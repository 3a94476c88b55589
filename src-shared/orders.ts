/**
 * Whether a text gives orders to whoever reads it, a person or a model: in eighteen languages, and through the usual disguises
 * (look-alike letters, full-width and mathematical letters, letters spaced apart, digits for letters). A headline that does is
 * never repeated. Errs on the side of leaving a headline out.
 */

/** Letters of other scripts that pass for Latin ones. https://www.unicode.org/reports/tr39/ (a short list of the common ones) */
const LOOKALIKES = new Map(
  Object.entries({
    a: 'аαɑ',
    b: 'Ьв',
    c: 'сϲ',
    d: 'ԁ',
    e: 'еεҽ',
    g: 'ɡ',
    h: 'һ',
    i: 'іιı',
    j: 'ј',
    k: 'кκ',
    l: 'ӏ',
    m: 'м',
    n: 'п',
    o: 'оοσ',
    p: 'рρ',
    q: 'ԛ',
    r: 'г',
    s: 'ѕ',
    t: 'тτ',
    u: 'υս',
    v: 'ѵν',
    w: 'ԝω',
    x: 'хχ',
    y: 'уγ',
    z: 'ᴢ',
  }).flatMap(([latin, others]) => [...others].map((other) => [other, latin] as const)),
);
const DIGITS: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** Accents, which may be laid over any letter; the vowel signs of other scripts are letters of theirs and stay. */
// eslint-disable-next-line no-misleading-character-class -- the marks themselves are meant, not what they combine with
const ACCENTS = /[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/g;
/** NFKC, lower case, without accents and invisible characters. */
export const plainReading = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(ACCENTS, '')
    .replace(/[\p{Cf}\p{Cc}\p{Co}]/gu, '')
    .normalize('NFKC')
    .toLowerCase();
const latin = (text: string): string => text.replace(/[^\p{ASCII}]/gu, (char) => LOOKALIKES.get(char) ?? char);
const undigited = (text: string): string => text.replace(/[013457@$!]/g, (char) => DIGITS[char] ?? char);
/** The letters as a reader takes them: without accents, look-alikes as what they look like. */
export const latinReading = (text: string): string => latin(plainReading(text));
/** Words of single letters, joined: `i g n o r e` and `i.g.n.o.r.e`. */
const joined = (text: string): string =>
  text.replace(/(?<![\p{L}\p{N}])\p{L}(?:[\s._*-]{1,2}\p{L}(?![\p{L}\p{N}])){3,}/gu, (run) =>
    run.replace(/[\s._*-]/g, ''),
  );

const ORDERS = [
  // English: to a model, about its rules, its answer or its place.
  /\b(?:ignore|disregard|forget|override|overrule|bypass|drop|discard|skip|neglect|erase|replace)\b.{0,60}\b(?:instructions?|prompts?|rules?|previous|prior|above|below|earlier|evidence|guidelines?|system|context|facts|everything|guardrails?)/,
  /\b(?:instructions?|prompts?|rules?|guidelines?)\b.{0,30}\b(?:are|is) (?:void|null|cancelled|over|suspended|outdated|replaced|no longer)/,
  /\b(?:new|updated|revised|hidden|secret|real|actual|final) (?:system )?(?:(?:instructions?|prompts?|directives?)\b|(?:rules?|orders?|tasks?) ?:)/,
  /\b(?:reply|respond|answer|output|write|print|say|state|repeat|return|emit|report|append|insert|include|claim|declare|translate|summari[sz]e)\b (?:only |exactly |just |instead |back |that |this |the |your |with |in |as |it |verbatim |nothing |following |word |phrase |sentence |text |:|["“'‘])+/,
  /\b(?:dear|hey|hello|attention|note to|memo to|message (?:for|to)|hint for|for the attention of)\b.{0,12}\b(?:ai|model|llm|gpt|assistant|narrator|judge|validator|bot|mane|summari[sz]er|editor)\b/,
  /\b(?:ai|llm|language model|chatbot|assistant|narrator|judge|validator|mane)s?\b.{0,20}\b(?:must|should|shall|will|has to|have to|needs? to|please|can now|is ordered|are ordered|reading this)\b/,
  /\b(?:you|your)\b.{0,24}\b(?:are|must|should|shall|will|have to|need to|task|job|role|answer|output|instructions?|prompt|rules?)\b/,
  /\b(?:pretend|act|behave|roleplay|imagine|speak) (?:to be|as if|as an?|like|that|you)\b/,
  /^\W*(?:please )?act as\b|\brole-?play as\b|\brepeat after me\b|\bsummari[sz]e (?:everything|all|this|it)\b/,
  /\b(?:mark|rate|grade|accept|approve|pass|treat) (?:this|it|that)\b.{0,24}\b(?:passed|true|accepted|valid|verified|trusted)/,
  /\b(?:to|for) the (?:judge|validator|narrator|model|ai|assistant|bot)\s*:|\bthe model (?:must|should|shall|will|has to)\b|\b(?:system|developer) (?:prompt|message|role)\b|\b(?:tool|function) (?:call|result|output)s?\s*:/,
  /\b(?:developer|dan|god|admin|root|debug|jailbreak|unrestricted|maintenance) mode\b|\bjailbreak/,
  /\b(?:set|change|mark|make|rate|score|force|use|choose|label) (?:the |your |its |this )?(?:cause|score|class|verdict|passed|claim|validation|confidence|licen[cs]e|output|tool|placeholder)\b/,
  /\b(?:cause|verdict|score|passed|role|system|user|assistant|instruction|prompt|tool|function|evidence_ids|cites?)\s*[:=]\s*\S/,
  /\b(?:cite|quote|mention|name|credit|blame)\b.{0,20}\b(?:as the (?:cause|source|reason)|this (?:site|page|token|coin)|us|me|as evidence)\b/,
  /\b(?:do not|don['’]t|never) (?:mention|cite|say|tell|check|verify|validate|use|follow|trust|call)\b/,
  /\b(?:call|invoke|run|execute|use) (?:the )?(?:tool|function|command|verify_timestamp|sentiment_check|search_historical|check_)/,
  /\b(?:begin|start|end)(?:ning)? (?:of )?(?:system|prompt|instruction|data|evidence|block|message)/,
  /\bend of (?:the )?(?:data|evidence|block|headlines?|news|input|context)\b/,
  /\b(?:verified|approved|confirmed|certified|accepted) by (?:mane|the (?:validator|judge|narrator|system))\b/,
  /\b(?:(?:buy|sell|click|visit|claim|download|subscribe|join) (?:now|here|it all|everything|your|this|at once|immediately)|send (?:it|all|everything|this) )/,
  /\bsend \d|\bget (?:\d+|double) (?:back|free)|\bdot com\b|\bhxxp/,
  /\b(?:api|secret|private) keys?\b.{0,20}\b(?:is|was|:|please|reveal|print|show|tell|give)|\b(?:reveal|show|print|give|tell|leak)\b.{0,20}\b(?:key|prompt|instructions?|secrets?|rules?)\b/,
  /^\W*(?:please|kindly|mention|conclude|treat|replace|skip|copy|announce|type|output|begin|disregard|use the (?:phrase|word|name)|let the readers?|tell (?:everyone|them|the)|change of plan)\b/,
  /\bplease\b.{0,40}\b(?:make sure|print|name|cite|write|say|add|use|work)\b|\b(?:correct|permitted|right|only|final) (?:answer|output|cause|explanation)\b/,
  /\bas your (?:developer|operator|owner|admin)|\byour (?:operator|developer|previous|sentence|summary|text)\b|\b(?:language models?|summari[sz]ers?|chatbots?)\b.{0,30}(?:reading|:|,)|\byou have been (?:updated|told|reset)\b/,
  /\bthe (?:validator|narrator|judge|filters?)\b.{0,20}\b(?:already|agreed|off|is|are)\b/,
  // Other languages: "ignore / forget … instructions", "write / say that", "you are / must".
  /(?:ignorier|vergiss|missacht|vergessen sie|beachte nicht).{0,50}(?:anweisung|anleitung|regel|vorgabe|bisherig|vorherig)|(?:schreib|antworte|sage?|gib)\w* (?:nur|dass|einfach|stattdessen|genau|aus)\b/,
  /(?:\bignore[zr]?\b|\boublie[zr]?\b|ne tenez pas compte).{0,50}(?:instruction|consigne|règle|regle|précédent|precedent)|(?:écri|ecri|répond|repond|di)\w* (?:seulement|uniquement|que|plutôt|plutot|exactement)\b/,
  /(?:\b(?:ignor[ae]|olvid[ae]|descart[ae])\b|haz caso omiso).{0,50}(?:instruccion|regla|anterior|previ)|(?:escrib[ae]|respond[ae]|di|diga) (?:solo|que|solamente|exactamente|en su lugar)\b/,
  /\b(?:ignor[aei]|dimentica(?:te)?|trascura)\b.{0,50}(?:istruzion|regol|precedent)|(?:scriv[ia]|rispond[ia]|di[ c]\w*) (?:solo|che|soltanto|invece|esattamente)\b/,
  /\b(?:ignor[ea]|esque[çc][ae]|desconsider[ea])\b.{0,50}(?:instruç|instruc|regra|anterior)|(?:escrev[ae]|respond[ae]|dig[ao]) (?:apenas|que|somente|só|exatamente)\b/,
  /(?:negeer|vergeet).{0,50}(?:instructie|regel|vorige|eerdere|voorgaande)|(?:schrijf|antwoord|zeg) (?:alleen|dat|enkel|precies)\b/,
  /(?:zignoruj|ignoruj|zapomnij|pomin).{0,50}(?:instrukcj|polece|zasad|poprzedni)|(?:napisz|odpowiedz|powiedz) (?:tylko|że|ze|dokładnie)/,
  /(?:onceki|önceki|yukarıdaki|yukaridaki|tum|tüm).{0,40}(?:talimat|komut|kural).{0,40}(?:yok say|unut|gormezden|görmezden|dikkate alma)|(?:sadece|yalnızca|yalnizca).{0,40}\b(?:yaz|söyle|soyle|yanıtla|yanitla)/,
  /(?:игнорир|забуд|не обращай|отмени).{0,50}(?:инструкц|правил|указани|предыдущ)|(?:напиши|ответь|скажи|выведи)(?:те)? (?:только|что|ровно|вместо)/,
  /(?:ігнору|забуд).{0,50}(?:інструкц|правил|вказівк|попередн)|(?:напиши|скажи|відповідай)(?:ть)? (?:тільки|що|лише)/,
  /(?:忽略|无视|無視|忘记|忘記|不要理会|不要理會|请忽略).{0,20}(?:指令|指示|规则|規則|提示|以上|之前|先前)|(?:只|仅|僅|请|請|必须|必須)(?:回答|输出|輸出|写|寫|说|說|回复|回覆)/,
  /(?:指示|命令|ルール|プロンプト|以前|上記|これまで).{0,14}(?:無視|忘れ|破棄)|(?:とだけ|のみ|だけ).{0,6}(?:書|答|出力|言)|(?:と書け|と書いてください|と答えてください|と出力)/,
  /(?:지시|명령|규칙|프롬프트|이전|위의).{0,14}(?:무시|잊어|잊으)|(?:라고만|만|라고) (?:쓰|답|출력|말)/,
  /(?:تجاهل|انس|اهمل|أهمل).{0,40}(?:تعليمات|التعليمات|قواعد|القواعد|السابقة)|(?:اكتب|قل|أجب|اجب) (?:فقط|أن|ان|بدلا)/,
  /(?:التعليمات|القواعد).{0,30}(?:تجاهل|ملغاة)/,
  /(?:निर्देश|नियम|आदेश|पिछल).{0,30}(?:अनदेखा|नज़रअंदाज़|भूल)|(?:केवल|सिर्फ|सिर्फ़).{0,30}(?:लिख|कह|उत्तर)/,
  /(?:bỏ qua|bo qua|quên|quen).{0,40}(?:hướng dẫn|huong dan|chỉ dẫn|chi dan|quy tắc|quy tac|trước đó|truoc do)|(?:chỉ|chi|hãy|hay) (?:viết|viet|trả lời|tra loi|nói|noi)/,
  /(?:abaikan|lupakan).{0,40}(?:instruksi|perintah|aturan|sebelumnya)|(?:tulis|jawab|katakan)(?:lah)? (?:hanya|bahwa|saja|dengan)\b|hanya (?:tulis|jawab|katakan)/,
  /(?:ignorera|glöm|glom|bortse från).{0,40}(?:instruktion|regler|tidigare)|(?:skriv|svara|säg|sag) (?:bara|endast|att|exakt)\b/,
];

const LETTERS_ONLY =
  /(?:ignore|disregard|forget|override)(?:all|any|every|the|your|my|these|those|previous|prior|above|earlier)+(?:instruction|prompt|rule|previous|prior|above|evidence|order)/;

/** Letters no newsroom uses: mathematical and full-width ones, words of mixed alphabets, words spaced into letters. */
const DISGUISE =
  /[\u{1d400}-\u{1d7ff}\uff21-\uff3a\uff41-\uff5a]|\p{Script=Latin}[\p{Script=Cyrillic}\p{Script=Greek}]|[\p{Script=Cyrillic}\p{Script=Greek}]\p{Script=Latin}|(?<![\p{L}\p{N}])\p{L}(?:[ ._*-]\p{L}(?![\p{L}\p{N}])){4}/u;

/** Whether a text is written so that a machine's filter reads something else than a person. */
export const isDisguised = (text: string): boolean => DISGUISE.test(text);

export function givesOrders(text: string): boolean {
  const base = plainReading(text);
  const readings = new Set([base, latin(base), undigited(latin(base)), joined(latin(base))]);
  return [...readings].some(
    (reading) => ORDERS.some((order) => order.test(reading)) || LETTERS_ONLY.test(reading.replace(/[^\p{L}]/gu, '')),
  );
}
