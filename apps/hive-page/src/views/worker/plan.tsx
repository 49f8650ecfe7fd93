import type { PlanAnswer } from 'rbee-hive-daemon/api';
import { plural } from '../../model/format.js';
import { buildFiguresText } from '../../model/plan/build-figures-text.js';
import { licenseText } from '../../model/plan/license-text.js';
import { Facts } from '../../parts/facts.js';
import { Icon } from '../../parts/icon.js';
import { Surroundings } from './surroundings.js';

const ACTIONS: Readonly<Record<PlanAnswer['action'], string>> = {
  none: 'Up to date: this recipe is installed.',
  source: 'It is built from source.',
  binary: 'A finished program is downloaded and packaged; nothing is built.',
};

interface PlanProps {
  readonly plan: PlanAnswer;
  /** Those to show. */
  readonly obstacles: PlanAnswer['obstacles'];
}

/** What an installation would do, and why. */
export function Plan({ plan, obstacles }: PlanProps) {
  const { action, variants, recipe, origin, licenseOrigins, sandbox } = plan;
  return (
    <>
      <p class="plan-action">
        {ACTIONS[action]} The recipe comes from <span class="breakable">{origin}</span>.
      </p>
      {licenseOrigins.map((license) => (
        <p key={license.origin} class="muted breakable">
          {licenseText(license)}
        </p>
      ))}
      {action !== 'none' && sandbox.problem && <NoSandbox problem={sandbox.problem} />}
      {obstacles.length > 0 && <Obstacles obstacles={obstacles} />}
      {action !== 'none' && <Surroundings plan={plan} />}
      {variants && <Variants report={variants} />}
      {recipe && <PlannedSteps plan={plan} recipe={recipe} />}
    </>
  );
}

function NoSandbox({ problem }: { readonly problem: NonNullable<PlanAnswer['sandbox']['problem']> }) {
  return (
    <div class="note note-warn" role="note" aria-label="No sandbox">
      <Icon name="warning" />
      <div class="note-text">
        <p class="breakable">The recipe would run without a sandbox, as you. {problem.message}</p>
        <p class="note-hint breakable">{problem.remedy}</p>
      </div>
    </div>
  );
}

function Obstacles({ obstacles }: Pick<PlanAnswer, 'obstacles'>) {
  return (
    <ul class="obstacles" aria-label="Obstacles">
      {obstacles.map(({ code, message, hint }) => (
        <li key={code + message} class="note note-bad">
          <Icon name="warning" />
          <div class="note-text">
            <p class="breakable">{message}</p>
            {hint !== undefined && <p class="note-hint breakable">{hint}</p>}
            <p class="note-code">
              <code>{code}</code>
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}

function Variants({ report }: { readonly report: NonNullable<PlanAnswer['variants']> }) {
  const { choice, variants } = report;
  const chosen = choice.type === 'chosen' ? choice.id : undefined;
  return (
    <div class="variants">
      <h3>Variants</h3>
      <p class="muted">{choice.why}</p>
      <ul class="rows">
        {variants.map(({ id, backend, verdict, reasons }) => (
          <li key={id} class={`variant ${id === chosen ? 'variant-chosen' : ''}`}>
            <span class={verdict === 'usable' ? 'tone-good' : 'tone-idle'}>
              <Icon name={verdict === 'usable' ? 'check' : 'cross'} />
            </span>
            <div>
              <p>
                <span class="tag">{backend}</span> <code class="breakable">{id}</code>
                {id === chosen && <strong> chosen</strong>}
                <span class="visually-hidden">, {verdict}</span>
              </p>
              {reasons.map((reason) => (
                <p key={reason.code + reason.message} class="muted small breakable">
                  {reason.message} {reason.remedy}
                </p>
              ))}
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

type Recipe = NonNullable<PlanAnswer['recipe']>;

interface PlannedStepsProps {
  readonly plan: PlanAnswer;
  readonly recipe: Recipe;
}

function PlannedSteps({ plan, recipe }: PlannedStepsProps) {
  const { steps, sources, folder, version, versionMayChange } = recipe;
  const unverified = sources.filter(({ verified }) => verified === 'skipped').length;
  return (
    <Facts
      facts={[
        [
          'Steps',
          <ol class="step-chain">
            {steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>,
        ],
        [
          'Version',
          <>
            {version}
            {versionMayChange && (
              <span class="muted"> (the recipe finds out the real one from its sources)</span>
            )}
          </>,
        ],
        ['Build', buildFiguresText(plan)],
        ['Sources', sourcesText(sources.length, unverified)],
        ['Program', programText(recipe.program)],
        ['Variables', variablesText(recipe.settings.env)],
        ['Decided by', recipe.facts.join(', ')],
        ['Folder', <code>{folder}</code>],
      ]}
    />
  );
}

/** The one that would be started; where only the build shows that, what there is to choose from. */
function programText({ candidates, chosen }: Recipe['program']): string {
  if (chosen !== undefined) return chosen;
  return candidates.length === 0 ? 'known after the build' : `one of ${candidates.join(', ')}`;
}

function variablesText(env: Recipe['settings']['env'] = {}): string {
  return Object.entries(env)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

function sourcesText(count: number, unverified: number): string {
  if (count === 0) return 'none';
  return `${plural(count, 'source')}${unverified === 0 ? ', all verified by checksum' : `, ${unverified} not verified`}`;
}
