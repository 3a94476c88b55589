/** A real notification on demand, sent the way alerts go, and what each of those ways said. */
import { useMutation } from '@tanstack/react-query';
import { SETTINGS_TEXT } from '../../../src-shared/text/settings.ts';
import { useEngine } from '../../client/engine.tsx';
import { faultText } from '../../client/fault-text.ts';
import { TryRow } from './try-row.tsx';

export function NotificationTest() {
  const { client } = useEngine();
  const TEXT = SETTINGS_TEXT.tries;
  const test = useMutation({ mutationFn: () => client.settings.testNotifications() });
  const failed = test.data?.filter(({ ok }) => !ok) ?? [];
  const answer =
    test.error !== null
      ? { ok: false, line: faultText(test.error) }
      : test.data === undefined
        ? null
        : test.data.length === 0
          ? { ok: false, line: TEXT.noSender }
          : failed.length > 0
            ? { ok: false, line: failed.map(({ sender, detail }) => TEXT.notSent(sender, detail)).join(' ') }
            : { ok: true, line: test.data.map(({ sender }) => TEXT.sent(sender)).join(' ') };
  return (
    <TryRow
      label={TEXT.notifications}
      hint={TEXT.notificationsHint}
      busy={test.isPending}
      answer={answer}
      onTry={() => test.mutate()}
    />
  );
}
