/** The rules of alerting as a form over a draft: nothing changes until it is saved. */
import { RULES_TEXT } from '../../../src-shared/text/rules.ts';
import { NumberField, Switch, TimeRange } from '../settings/fields.tsx';
import type { Rules } from './rules-model.ts';
import { SymbolRules } from './symbol-rules.tsx';

interface RulesFormProps {
  readonly rules: Rules;
  /** The watch-list. */
  readonly symbols: readonly string[];
  readonly onChange: (part: Partial<Rules>) => void;
}

export function RulesForm({ rules, symbols, onChange }: RulesFormProps) {
  const { alertsPerDay, cooldownMinutes, quietHours, symbolRules } = rules;
  return (
    <>
      <Group title={RULES_TEXT.budget}>
        <NumberField
          label={RULES_TEXT.alertsPerDay}
          hint={RULES_TEXT.alertsPerDayHint(symbols.length, 2 * alertsPerDay)}
          value={alertsPerDay}
          min={0.1}
          max={100}
          unit={RULES_TEXT.aDay}
          onChange={(value) => onChange({ alertsPerDay: value })}
        />
        <NumberField
          label={RULES_TEXT.cooldown}
          hint={RULES_TEXT.cooldownHint}
          value={cooldownMinutes}
          min={0}
          max={1440}
          unit={RULES_TEXT.minutes}
          onChange={(value) => onChange({ cooldownMinutes: value })}
        />
      </Group>
      <Group title={RULES_TEXT.quiet}>
        <Switch
          label={RULES_TEXT.quiet}
          on={quietHours.enabled}
          onChange={(enabled) => onChange({ quietHours: { ...quietHours, enabled } })}
        />
        <TimeRange
          from={quietHours.from}
          to={quietHours.to}
          disabled={!quietHours.enabled}
          onChange={(range) => onChange({ quietHours: { ...quietHours, ...range } })}
        />
      </Group>
      <Group title={RULES_TEXT.own}>
        <SymbolRules rules={symbolRules} symbols={symbols} onChange={(next) => onChange({ symbolRules: next })} />
      </Group>
      <Raising rules={rules} onChange={onChange} />
    </>
  );
}

function Raising({ rules, onChange }: Pick<RulesFormProps, 'rules' | 'onChange'>) {
  return (
    <Group title={RULES_TEXT.raising}>
      <Switch
        label={RULES_TEXT.volume}
        hint={RULES_TEXT.volumeHint}
        on={rules.volumeRaises}
        onChange={(volumeRaises) => onChange({ volumeRaises })}
      />
      <Switch
        label={RULES_TEXT.zScore}
        on={rules.zScoreRaises}
        onChange={(zScoreRaises) => onChange({ zScoreRaises })}
      />
      <Switch
        label={RULES_TEXT.bollinger}
        on={rules.bollingerRaises}
        onChange={(bollingerRaises) => onChange({ bollingerRaises })}
      />
    </Group>
  );
}

function Group({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="mb-6">
      <h2 className="mb-2 text-xs font-semibold text-muted">{title}</h2>
      {children}
    </section>
  );
}
