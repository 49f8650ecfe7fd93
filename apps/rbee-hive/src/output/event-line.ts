import type { HiveEvent } from '../events.js';
import type { Colors } from './colors.js';
import { formatBytes } from './format-bytes.js';
import { printable } from './printable.js';

type EventOf<Type extends HiveEvent['type']> = Extract<HiveEvent, { readonly type: Type }>;

type Describe<Type extends HiveEvent['type']> = (event: EventOf<Type>, colors: Colors) => string | undefined;

/** The line that stays for an event; `undefined` for none. */
export function eventLine(event: HiveEvent, colors: Colors): string | undefined {
  // A newer daemon may emit what this program does not know.
  const describe: Describe<HiveEvent['type']> | undefined = Object.hasOwn(LINES, event.type)
    ? (LINES[event.type] as Describe<HiveEvent['type']>)
    : undefined;
  return describe?.(event, colors);
}

/** Of a wave, so many are named. */
const SHOWN_HIVES = 20;

const nothing = () => undefined;

const LINES: { readonly [Type in HiveEvent['type']]: Describe<Type> } = {
  'step-start': ({ step }, { blue, bold }) => `${blue('==>')} ${bold(printable(step.replace('-', ' ')))}`,
  'step-end': nothing,
  'already-installed': nothing,
  'job-state': nothing,
  'daemon-ready': nothing,
  'worker-ready': nothing,
  'log-line': nothing,
  output: ({ line }, { dim }) => `    ${dim(printable(line))}`,
  'worker-output': ({ line }, { dim }) => `    ${dim(printable(line))}`,
  'worker-restart': ({ ending, seconds }, { yellow }) =>
    yellow(`  ${printable(ending)}: starting again in ${seconds} s`),
  'worker-verified': nothing,
  'up-to-date': ({ workerId, version }) =>
    `  ${printable(workerId)} ${printable(version)} is the newest version.`,
  'kept-running': ({ artifactId }) => `  ${printable(artifactId)} is running, so it stays.`,
  note: ({ text }) => `  ${printable(text)}`,
  'log-gap': ({ lines }, { yellow }) => yellow(`  ${lines} lines are left out here.`),
  'log-full': ({ limitBytes }, { yellow }) =>
    yellow(`  The job's log is full at ${formatBytes(limitBytes)}: the rest is not shown.`),
  'source-start': ({ name, url }, { dim }) =>
    url === name ? undefined : `  ${printable(name)} ${dim(`from ${printable(url)}`)}`,
  'source-progress': ({ name, receivedBytes, totalBytes }) =>
    `  ${printable(name)}: ${formatBytes(receivedBytes)} of ${totalBytes === undefined ? 'an unknown size' : formatBytes(totalBytes)}`,
  'source-verified': ({ name, verified }, { yellow }) =>
    `  ${printable(name)}: ${verified === 'checksum' ? 'checksums match' : yellow('not verified, its checksum is SKIP')}`,
  'source-retry': ({ name, reason }) => `  ${printable(name)}: ${printable(reason)} Trying again.`,
  'content-encoding': ({ name, encoding }, { yellow }) =>
    `  ${printable(name)}: ${yellow(`the server sends it compressed (${printable(encoding)}); it is kept as it came`)}`,
  'outward-links': ({ name, count }, { dim }) =>
    dim(`  ${printable(name)}: ${count} of its links lead outside; they are kept and not followed`),
  'lfs-fetched': ({ name, count, bytes }) =>
    `  ${printable(name)}: ${count} of its files came from its Git LFS server (${formatBytes(bytes)})`,
  'lfs-pointers': ({ name, count, bytes, reason }, { yellow }) =>
    yellow(
      `  ${printable(name)}: ${count} of its files are Git LFS pointers; their ${formatBytes(bytes)} were not fetched: ${printable(reason)}`,
    ),
  'sandbox-missing': ({ message, remedy }, { yellow }) =>
    yellow(`  The recipe runs without a sandbox. ${printable(message)} ${printable(remedy)}`),
  network: ({ host, allowed }, { dim, yellow }) =>
    allowed ? dim(`    reaches ${printable(host)}`) : yellow(`    may not reach ${printable(host)}`),
  'tag-moved': ({ name, tag }, { yellow }) =>
    `  ${printable(name)}: ${yellow(`its tag ${printable(tag)} names another commit than last time`)}`,
  'release-chosen': ({ repository, tag, asset, bytes, prerelease }) =>
    `  ${printable(asset)} of ${printable(repository)}, release ${printable(tag)}${prerelease ? ' (a prerelease)' : ''}${bytes === undefined ? '' : `, ${formatBytes(bytes)}`}; --from-source builds it instead`,
  'store-used': ({ place, signedBy }) =>
    `  Built already: ${printable(place)} has it, signed by the key ${printable(signedBy.slice(0, 12))}`,
  'store-not-used': ({ reason }) => `  Not from a store: ${printable(reason)}`,
  'release-not-used': ({ reason }) => `  Built from source: ${printable(reason)}`,
  'source-moved': ({ name, from, to }) =>
    `  ${printable(name)}: moved from commit ${printable(from)} to ${printable(to)}, which is built now`,
  'sources-unchecked': ({ artifactId, reason }, { yellow }) =>
    yellow(
      `  ${printable(reason)} Whether its sources changed is not known: ${printable(artifactId)} stays as it is.`,
    ),
  'needs-missing': ({ missing }, { yellow }) =>
    yellow(`  Missing on this machine, and ignored: ${missing.map(printable).join(', ')}.`),
  'program-kept': ({ until }) => `  The built package is kept until ${printable(until)}.`,
  'build-reused': ({ builtAt }) => `  The package that was built at ${printable(builtAt)} is used.`,
  'build-kept': ({ folder, goesOn }, { yellow }) =>
    yellow(
      `  The failed build is kept: ${printable(folder)}${goesOn ? '; the same command goes on in it once the recipe is mended' : ''}`,
    ),
  'build-resumed': ({ folder }) => `  Goes on with the failed build in ${printable(folder)}`,
  'package-links': ({ count }, { dim }) =>
    dim(`  ${count} links of the package lead outside; they are kept and not followed`),
  'setuid-dropped': ({ files }, { yellow }) =>
    yellow(`  Setuid and setgid bits were removed from ${files.map(printable).join(', ')}.`),
  'libraries-missing': ({ libraries, command }, { yellow }) =>
    yellow(
      `  Missing on this machine: ${libraries.map(({ library, neededBy }) => `${printable(library)} for ${printable(neededBy)}`).join(', ')}.${command === undefined ? '' : ` Run: ${printable(command)}`}`,
    ),
  'build-progress': nothing,
  'warnings-folded': ({ count, kinds }, { yellow }) =>
    yellow(
      `  ${count} more warnings, not shown: ${kinds.map(({ kind, count: of }) => `${of} × ${printable(kind)}`).join(', ')}`,
    ),
  launcher: ({ why }) => `  ${printable(why)}`,
  'signature-verified': ({ name, signedBy }) => `  ${printable(name)}: signed by ${printable(signedBy)}`,
  'source-end': ({ name, commit }) =>
    commit === undefined ? undefined : `  ${printable(name)}: at commit ${printable(commit)}`,
  waiting: ({ pid = 'unknown', since = 'some time' }) =>
    `  waiting for process ${pid}, which has been installing the same worker since ${printable(since)}`,
  'model-resolved': ({ id, files, bytes }) =>
    `  ${printable(id)}: ${files} ${files === 1 ? 'file' : 'files'}${bytes === undefined ? '' : `, ${formatBytes(bytes)}`}`,
  'model-exists': ({ id }) => `  ${printable(id)} is in the catalog already.`,
  'lock-wait': ({ pid = 'unknown' }) => `  waiting for process ${pid}, which works on the same model`,
  'file-start': nothing,
  'file-progress': ({ file, receivedBytes, totalBytes }) =>
    `  ${printable(file)}: ${formatBytes(receivedBytes)} of ${totalBytes === undefined ? 'an unknown size' : formatBytes(totalBytes)}`,
  'file-retry': ({ file, reason }) => `  ${printable(file)}: ${printable(reason)} Trying again.`,
  'file-end': ({ file }) => `  ${printable(file)}: complete, and its digest matches`,
  'variant-chosen': ({ id, why }) => `  ${printable(id)}: ${printable(why)}`,
  'registry-stale': ({ reason, fetchedAt }, { yellow }) =>
    yellow(`  ${printable(reason)} Its copy of ${printable(fetchedAt)} is used.`),
  'rollout-wave': ({ wave, of, hives }, { blue, bold }) =>
    `${blue('==>')} ${bold(`wave ${wave} of ${of}`)} ${hives.slice(0, SHOWN_HIVES).map(printable).join(', ')}${hives.length > SHOWN_HIVES ? ` and ${hives.length - SHOWN_HIVES} more` : ''}`,
  'rollout-reverting': ({ reason }, { yellow }) => yellow(`  Going back: ${printable(reason)}`),
  'registry-skipped': ({ reason }, { yellow }) => yellow(`  ${printable(reason)} The next registry is used.`),
};
