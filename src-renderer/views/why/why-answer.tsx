/** The answer: one sentence first, then what it rests on, then each anomaly with what became of it. */
import { whyText } from '../../../src-shared/text/alert-reasons.ts';
import { whyDetails, whyHeadline, WHY_TEXT } from '../../../src-shared/text/why.ts';
import type { WhyAnswer } from '../../../src-shared/why.ts';
import { hashOf } from '../../client/route.ts';
import { useZone } from '../../client/settings.ts';
import { toneOf } from '../../ui/change.tsx';
import { RarityDots } from '../../ui/rarity.tsx';
import { directionOf, sizeText } from '../../ui/words.ts';
import { clockText, dayText, zoneName, type ZoneChoice } from '../../ui/zone.ts';

/** `14:12 CET`; where the stretch is of more than one day, `27 Mar 14:12 CET`. */
const atOf =
  ({ from, to }: WhyAnswer, zone: ZoneChoice) =>
  (time: number): string => {
    const day = dayText(from, zone) === dayText(to, zone) ? '' : `${dayText(time, zone)} `;
    return `${day}${clockText(time, zone)} ${zoneName(time, zone)}`;
  };

export function WhyAnswerPart({ answer }: { answer: WhyAnswer }) {
  const zone = useZone();
  const at = atOf(answer, zone);
  const oneDay = dayText(answer.from, zone) === dayText(answer.to, zone);
  const asked = WHY_TEXT.asked(
    oneDay ? dayText(answer.from, zone) : null,
    at(answer.from),
    at(answer.to),
    answer.symbol,
  );
  return (
    <article aria-label={WHY_TEXT.answer} className="flex flex-col gap-4">
      <div role="status" className="flex flex-col gap-2">
        <p className="text-xs text-muted">{asked}</p>
        <p className="max-w-[68ch] text-lg leading-snug font-semibold text-pretty">{whyHeadline(answer)}</p>
        {whyDetails(answer, at).map((line) => (
          <p key={line} className="max-w-[68ch] text-md text-pretty">
            {line}
          </p>
        ))}
      </div>
      {answer.anomalies.length > 0 && <Anomalies answer={answer} at={at} />}
    </article>
  );
}

function Anomalies({ answer: { anomalies }, at }: { answer: WhyAnswer; at: (time: number) => string }) {
  return (
    <section aria-label={WHY_TEXT.anomalies}>
      <h2 className="mb-1 text-xs font-semibold text-muted">{WHY_TEXT.anomalies}</h2>
      <ul className="border-t border-line">
        {anomalies.map(({ anomaly, alerts }) => (
          <li key={anomaly.id} className="border-b border-line">
            <a
              href={hashOf('anomaly', {}, anomaly.id)}
              className="grid grid-cols-[112px_88px_72px_30px_1fr] items-baseline gap-3 rounded-xs py-2 text-xs hover:bg-raised"
            >
              <span className="whitespace-nowrap text-muted">{at(anomaly.detected_at)}</span>
              <span className="truncate font-semibold">{anomaly.symbol}</span>
              <span className={`text-right font-medium whitespace-nowrap ${toneOf(directionOf(anomaly))}`}>
                {sizeText(anomaly)}
              </span>
              <RarityDots lambda={anomaly.detection_metadata.lambda_per_day} />
              <span className="text-sm text-pretty">{whyText({ anomaly, alerts }, at)}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
