import { stripVTControlCharacters } from 'node:util';
import type { ProvisionEvent } from '@rbee/worker-catalog';
import type { Colors, CommandContext } from './context.js';
import { formatBytes } from './format-bytes.js';

/** Least time between two lines about one source's progress. */
const PROGRESS_INTERVAL_MS = 1_000;

export interface EventReporter {
  readonly onEvent: (event: ProvisionEvent) => void;
  wasInstalledAlready(): boolean;
}

/** Turns the events of an installation into lines for a person. */
export function createEventReporter({
  tell,
  colors,
}: Pick<CommandContext, 'tell' | 'colors'>): EventReporter {
  const isDue = progressThrottle();
  let installedAlready = false;
  return {
    onEvent(event) {
      if (event.type === 'already-installed') installedAlready = true;
      if (event.type === 'source-progress' && !isDue(event.name)) return;
      const line = lineFor(event, colors);
      if (line !== undefined) tell(line);
    },
    wasInstalledAlready: () => installedAlready,
  };
}

/** Answers, for each source, at most once an interval; the first time only when the interval has passed. */
function progressThrottle(): (name: string) => boolean {
  const last = new Map<string, number>();
  return (name) => {
    const now = performance.now();
    const isDue = now - (last.get(name) ?? now) >= PROGRESS_INTERVAL_MS;
    if (isDue || !last.has(name)) last.set(name, now);
    return isDue;
  };
}

function lineFor(event: ProvisionEvent, colors: Colors): string | undefined {
  switch (event.type) {
    case 'step-start':
      return `${colors.blue('==>')} ${colors.bold(event.step.replace('-', ' '))}`;
    case 'output':
      return `    ${colors.dim(printable(event.line))}`;
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
      return `  ${printable(event.name)}: signed by ${event.signedBy}`;
    case 'source-end':
      return event.commit === undefined ? undefined : `  ${printable(event.name)}: at commit ${event.commit}`;
    case 'waiting':
      return `  waiting for process ${event.pid ?? 'unknown'}, which installs the same worker since ${event.since ?? 'some time'}`;
    case 'variant-chosen':
      return `  ${printable(event.id)}: ${printable(event.why)}`;
    case 'registry-stale':
      return colors.yellow(`  ${printable(event.reason)} Its copy of ${event.fetchedAt} stands in.`);
    case 'registry-skipped':
      return colors.yellow(`  ${printable(event.reason)} The next registry is asked.`);
    case 'step-end':
    case 'already-installed':
      return undefined;
    default:
      return event satisfies never;
  }
}

function totalOf({ totalBytes }: Extract<ProvisionEvent, { type: 'source-progress' }>): string {
  return totalBytes === undefined ? 'an unknown size' : formatBytes(totalBytes);
}

function notVerified(colors: Colors): string {
  return colors.yellow('not verified, its checksum is SKIP');
}

/** Foreign text without anything that could steer a terminal. Tabs stay. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/(?!\t)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '');
}
