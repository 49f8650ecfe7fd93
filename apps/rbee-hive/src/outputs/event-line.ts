import type { Colors } from '../context.js';
import type { HiveEvent } from '../events.js';
import { formatBytes } from '../format-bytes.js';
import { printable } from '../printable.js';

/** What a person is told of an event in a line that stays; `undefined` when nothing. */
export function eventLine(event: HiveEvent, colors: Colors): string | undefined {
  switch (event.type) {
    case 'step-start':
      return `${colors.blue('==>')} ${colors.bold(printable(event.step.replace('-', ' ')))}`;
    case 'output':
    case 'worker-output':
      return `    ${colors.dim(printable(event.line))}`;
    case 'note':
      return `  ${printable(event.text)}`;
    case 'log-full':
      return colors.yellow(
        `  The job's log is full at ${formatBytes(event.limitBytes)}: the rest is not shown.`,
      );
    case 'step-end':
    case 'already-installed':
    case 'job-state':
    case 'worker-ready':
    case 'log-line':
    case 'daemon-ready':
      return undefined;
    default:
      return sourceLine(event, colors);
  }
}

type SourceEvent = Exclude<
  HiveEvent,
  {
    readonly type:
      | 'step-start'
      | 'step-end'
      | 'output'
      | 'worker-output'
      | 'worker-ready'
      | 'log-line'
      | 'daemon-ready'
      | 'note'
      | 'log-full'
      | 'already-installed'
      | 'job-state';
  }
>;

function sourceLine(event: SourceEvent, colors: Colors): string | undefined {
  switch (event.type) {
    case 'source-start':
      if (event.url === event.name) return undefined;
      return `  ${printable(event.name)} ${colors.dim(`from ${printable(event.url)}`)}`;
    case 'source-progress':
      return `  ${printable(event.name)}: ${formatBytes(event.receivedBytes)} of ${totalOf(event)}`;
    case 'source-verified':
      return `  ${printable(event.name)}: ${event.verified === 'checksum' ? 'checksums match' : notVerified(colors)}`;
    case 'source-retry':
      return `  ${printable(event.name)}: ${printable(event.reason)} Trying again.`;
    case 'tag-moved':
      return `  ${printable(event.name)}: ${colors.yellow(`its tag ${printable(event.tag)} names another commit than last time`)}`;
    case 'signature-verified':
      return `  ${printable(event.name)}: signed by ${printable(event.signedBy)}`;
    case 'source-end':
      return event.commit === undefined
        ? undefined
        : `  ${printable(event.name)}: at commit ${printable(event.commit)}`;
    case 'waiting':
      return `  waiting for process ${event.pid ?? 'unknown'}, which installs the same worker since ${printable(event.since ?? 'some time')}`;
    case 'variant-chosen':
      return `  ${printable(event.id)}: ${printable(event.why)}`;
    case 'registry-stale':
      return colors.yellow(
        `  ${printable(event.reason)} Its copy of ${printable(event.fetchedAt)} stands in.`,
      );
    case 'registry-skipped':
      return colors.yellow(`  ${printable(event.reason)} The next registry is asked.`);
    default:
      // A newer daemon may tell what this program does not know.
      event satisfies never;
      return undefined;
  }
}

function totalOf({ totalBytes }: Extract<HiveEvent, { type: 'source-progress' }>): string {
  return totalBytes === undefined ? 'an unknown size' : formatBytes(totalBytes);
}

function notVerified(colors: Colors): string {
  return colors.yellow('not verified, its checksum is SKIP');
}
