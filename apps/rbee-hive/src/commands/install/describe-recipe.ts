import type { ProvisionPlan } from '@rbee/worker-catalog';
import { formatBytes } from '../../output/format-bytes.js';
import { formatDuration } from '../../output/format-duration.js';
import { printable } from '../../output/printable.js';

type Recipe = NonNullable<ProvisionPlan['recipe']>;

/** What would be done with a recipe, in lines for a person: sources, program, network, settings, steps, folder. */
export function describeRecipe(plan: ProvisionPlan, recipe: Recipe): string[] {
  const { action } = plan;
  const [firstSource] = recipe.sources;
  return [
    ...describeRelease(plan),
    action === 'source'
      ? `It would be built from source.${describeLastBuild(plan)}`
      : 'It would not be built, only packaged.',
    ...describeFacts(recipe),
    firstSource === undefined ? 'It has no sources.' : 'It would fetch:',
    ...recipe.sources.map((source) => `  ${describeSource(source)}`),
    ...describeNetwork(recipe),
    ...describeSettings(recipe),
    `It would run: ${recipe.steps.join(', ')}.`,
    ...describeProgram(recipe),
    `It would be installed in ${recipe.folder}${recipe.versionMayChange ? ', unless pkgver() gives another version' : ''}.`,
  ];
}

/** What the last build took, where there was one: ` The last time it took 5:02 and 1.1 GiB of memory.`; else what is known of others. */
function describeLastBuild({ lastBuild, buildSeen }: ProvisionPlan): string {
  if (lastBuild === undefined) return buildSeen === undefined ? '' : describeSeen(buildSeen);
  const { milliseconds, peakMemoryBytes } = lastBuild;
  const memory = peakMemoryBytes === undefined ? '' : ` and ${formatBytes(peakMemoryBytes)} of memory`;
  return ` The last time it took ${formatDuration(milliseconds)}${memory}.`;
}

/** ` Elsewhere it took 5:38 and 1.1 GiB of memory: tried by hand, on two loaded cores.` */
function describeSeen({ seconds, memory, by, note }: NonNullable<ProvisionPlan['buildSeen']>): string {
  const bytes = memory === undefined ? '' : ` and ${formatBytes(memory)} of memory`;
  const who = by === 'ci' ? 'by the tests' : 'by hand';
  const where = note === undefined ? '' : `, ${printable(note)}`;
  return ` Elsewhere it took ${formatDuration(seconds * 1_000)}${bytes}: tried ${who}${where}.`;
}

/** The project's own program, or why it is not used. */
function describeRelease({ release, releaseNotUsed }: ProvisionPlan): string[] {
  if (releaseNotUsed !== undefined)
    return [`The project's own programs would not be used: ${printable(releaseNotUsed)}.`];
  if (release === undefined) return [];
  const { repository, tag, commit, asset, prerelease, bytes } = release;
  return [
    `The project's own program would be used: ${printable(asset)} of ${printable(repository)}${bytes === undefined ? '' : ` (${formatBytes(bytes)})`}.`,
    `Its release is ${printable(tag)}${prerelease ? ', a prerelease,' : ''} at commit ${printable(commit)}; --from-source builds it instead.`,
  ];
}

/** What of the machine decided what the recipe is, and what had to be evaluated. */
function describeFacts({ facts, evaluated }: Recipe): string[] {
  return [
    ...(facts.length === 0
      ? []
      : [`Facts of this machine decided what the recipe says: ${facts.join(', ')}.`]),
    ...(evaluated.length === 0 ? [] : [`Evaluated in a sandbox: ${evaluated.join(', ')}.`]),
  ];
}

type PlannedSource = Recipe['sources'][number];

function describeSource({ name, url, verified, mayMove, cached }: PlannedSource): string {
  return [
    name,
    url === name ? 'beside the recipe' : url,
    verified === 'checksum' ? 'checked by its checksums' : 'NOT checked (SKIP)',
    ...(mayMove ? ['may change by the next time'] : []),
    ...describeCached(cached),
  ].join(', ');
}

function describeCached(cached: PlannedSource['cached']): string[] {
  switch (cached.state) {
    case 'whole':
      return [`in the cache (${formatBytes(cached.bytes)})`];
    case 'part':
      return [`${formatBytes(cached.bytes)} of it in the cache`];
    case 'earlier':
      return ['an earlier state of it is in the cache'];
    case 'nothing':
      return [];
    default:
      return cached satisfies never;
  }
}

/** What its functions ask the network for, and the flag that allows it. */
function describeNetwork({ network: { phases, recognised }, settings }: Recipe): string[] {
  const wanted = Object.entries(phases).flatMap(([phase, names = []]) =>
    names.length === 0 ? [] : [{ phase, names }],
  );
  if (wanted.length === 0) return [];
  const allowed = settings.network;
  const refused = wanted.filter(({ phase }) => (allowed?.[phase] ?? []).length === 0);
  return [
    ...wanted.map(({ phase, names }) => `Its ${phase}() reaches ${names.join(', ')}.`),
    ...recognised.map(({ phase, command }) => `  ${phase}(): ${command}`),
    ...(refused.length === 0
      ? []
      : [`To allow it: --network ${refused.map(({ phase }) => phase).join(',')}`]),
  ];
}

function describeSettings({ settings: { env = {}, packages, native }, nativeNote }: Recipe): string[] {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return [
    ...(variables.length === 0 ? [] : [`It would be built with ${variables.join(' ')}.`]),
    ...(packages === undefined ? [] : [`It would put together the packages ${packages.join(', ')}.`]),
    ...(native ? ["It would be optimized for this machine's processor."] : []),
    ...(nativeNote === undefined || native ? [] : [`${nativeNote} To have that: --native`]),
  ];
}

function describeProgram({ program: { candidates, chosen } }: Recipe): string[] {
  if (chosen !== undefined) return [`Its program would be ${chosen}.`];
  if (candidates.length === 0) return ['Which program it installs is only known after package().'];
  return [`Its program would be one of ${candidates.join(', ')}: choose with --program.`];
}
