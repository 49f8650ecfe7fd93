import { type FieldsProps, invalid, Problem } from './fields.js';

const FIELDS = [
  { name: 'port', label: 'Port', placeholder: 'a free one', inputMode: 'numeric' },
  { name: 'queenUrl', label: "Queen's URL", placeholder: "the hive's", inputMode: 'url' },
] as const;

/** What few need: port, queen, arguments, what happens when it ends. It opens when something in it is wrong. */
export function Advanced({ form, problem, onChange }: FieldsProps) {
  const isWrong = problem !== undefined && problem.field !== 'model';
  return (
    <details class="options" open={isWrong || undefined}>
      <summary>Advanced</summary>
      <div class="form">
        <div class="field-row">
          {FIELDS.map(({ name, label, placeholder, inputMode }) => (
            <label key={name} class="field">
              <span>{label}</span>
              <input
                type="text"
                {...{ inputMode, placeholder }}
                value={form[name]}
                {...invalid(problem, name)}
                onInput={(event) => onChange({ ...form, [name]: event.currentTarget.value })}
              />
              <Problem problem={problem} name={name} />
            </label>
          ))}
        </div>
        <label class="field">
          <span>Further arguments, one per line</span>
          <textarea
            rows={2}
            value={form.args}
            {...invalid(problem, 'args')}
            onInput={(event) => onChange({ ...form, args: event.currentTarget.value })}
          />
          <Problem problem={problem} name="args" />
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={form.restart}
            onChange={(event) => onChange({ ...form, restart: event.currentTarget.checked })}
          />
          <span>
            Start again when it fails
            <span class="check-text">After a growing pause, a limited number of times.</span>
          </span>
        </label>
      </div>
    </details>
  );
}
