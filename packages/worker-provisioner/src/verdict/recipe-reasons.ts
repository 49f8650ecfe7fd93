import { missingForBuild, needsProblem } from '../recipe/recipe-needs.js';
import type { VerdictFacts } from './verdict-facts.js';
import type { MissingThing, VerdictReason } from './verdict-schema.js';

/** What the recipe builds with, and what the program runs with, that is not installed. */
export function needsReasons({ needs }: VerdictFacts): readonly VerdictReason[] {
  if (needs === undefined) return [];
  const forBuild = missingForBuild(needs);
  const problem = needsProblem(needs);
  const { command } = needs;
  const action = command === undefined ? {} : { action: { type: 'run', command } as const };
  const forRun = needs.missing.filter((need) => !forBuild.includes(need) && need.kinds.includes('depends'));
  return [
    ...(problem === undefined
      ? []
      : [{ ...described(problem), missing: 'needs', weight: 'blocked', ...action } as const]),
    ...(forRun.length === 0
      ? []
      : [
          {
            code: 'NEEDS_MISSING',
            missing: 'needs',
            weight: 'advice',
            message: `It names ${forRun.map(({ dependency }) => dependency).join(', ')}, which ${needs.machine} lacks.`,
            ...action,
          } as const,
        ]),
  ];
}

interface Problem {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

function described({ code, message, hint }: Problem) {
  return { code, message, ...(hint !== undefined && { remedy: hint }) };
}

/** The phases in which the build reaches the network and is not allowed to. */
export function networkReasons({
  worker,
  network,
  settings = {},
}: Pick<VerdictFacts, 'worker' | 'network' | 'settings'>): readonly VerdictReason[] {
  const allowed = settings.network;
  if (allowed === true) return [];
  const byPhase = allowed === undefined || allowed === false ? {} : allowed;
  const wanted = Object.entries(network?.phases ?? worker.network ?? {}).filter(
    ([phase, names]) => names !== undefined && names.length > 0 && !Object.hasOwn(byPhase, phase),
  );
  if (wanted.length === 0) return [];
  // What is only recognised in the text may also work without: its cache may have it.
  const isSure = wanted.some(([phase]) => Object.hasOwn(worker.network ?? {}, phase));
  const phases = wanted.map(([phase]) => phase);
  const names = [...new Set(wanted.flatMap(([, list]) => list ?? []))];
  return [
    {
      code: 'NETWORK_NEEDED',
      missing: 'network',
      weight: isSure ? 'blocked' : 'advice',
      message: `Its build reaches ${names.join(', ')} in ${phases.join(', ')}, which is not allowed.`,
      remedy: 'Allow the network that the plan lists for these phases.',
      action: {
        type: 'install-with',
        settings: { network: Object.fromEntries(phases.map((phase) => [phase, ['planned']])) },
      },
    },
  ];
}

/** What else stands in the way of the recipe. */
export function obstacleReasons({
  obstacles = [],
  sandbox,
  settings,
}: VerdictFacts): readonly VerdictReason[] {
  const others = obstacles.map((obstacle) => {
    const isOfSandbox = obstacle.code === 'SANDBOX';
    const missing: MissingThing = isOfSandbox ? 'sandbox' : 'recipe';
    return { ...described(obstacle), missing, weight: 'blocked' } as const;
  });
  if (sandbox?.problem === undefined || settings?.sandbox === 'require') return others;
  const { message, remedy } = sandbox.problem;
  return [...others, { code: 'SANDBOX', missing: 'sandbox', weight: 'advice', message, remedy }];
}
