/** The rules of alerting as a form over a draft: nothing changes until it is saved. */
import { NumberField, Switch, TimeRange } from '../settings/fields.tsx';
import type { Rules } from './rules-model.ts';

interface RulesFormProps {
  readonly rules: Rules;
  readonly symbols: number;
  readonly onChange: (part: Partial<Rules>) => void;
}

export function RulesForm({ rules, symbols, onChange }: RulesFormProps) {
  const { alertsPerDay, cooldownMinutes, quietHours } = rules;
  return (
    <>
      <Group title="Alert budget">
        <NumberField
          label="Alerts a day"
          hint={`About this many over ${symbols} symbols in the long run, never more than ${2 * alertsPerDay} in 24 hours.`}
          value={alertsPerDay}
          min={0.1}
          max={100}
          unit="a day"
          onChange={(value) => onChange({ alertsPerDay: value })}
        />
        <NumberField
          label="Cooldown"
          hint="Between two notifications of one symbol."
          value={cooldownMinutes}
          min={0}
          max={1440}
          unit="min"
          onChange={(value) => onChange({ cooldownMinutes: value })}
        />
      </Group>
      <Group title="Quiet hours">
        <Switch
          label="Quiet hours"
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
      <Raising rules={rules} onChange={onChange} />
    </>
  );
}

function Raising({ rules, onChange }: Pick<RulesFormProps, 'rules' | 'onChange'>) {
  return (
    <Group title="What raises an anomaly besides an unusual move">
      <Switch
        label="Unusual volume alone"
        hint="Takes its share of the budget."
        on={rules.volumeRaises}
        onChange={(volumeRaises) => onChange({ volumeRaises })}
      />
      <Switch
        label="One-minute z-score"
        on={rules.zScoreRaises}
        onChange={(zScoreRaises) => onChange({ zScoreRaises })}
      />
      <Switch
        label="Close far outside its Bollinger band"
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
