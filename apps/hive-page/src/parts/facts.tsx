import type { ComponentChildren } from 'preact';

/** One whose value is absent or empty is left out. */
export type Fact = readonly [name: string, value: ComponentChildren];

interface FactsProps {
  readonly facts: readonly Fact[];
  /** Side by side, or one below the other. @default 'rows' */
  readonly layout?: 'grid' | 'rows';
}

/** What is known of something: names with their values. */
export function Facts({ facts, layout = 'rows' }: FactsProps) {
  return (
    <dl class={`facts-${layout}`}>
      {facts
        .filter(([, value]) => value !== undefined && value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="breakable">{value}</dd>
          </div>
        ))}
    </dl>
  );
}
