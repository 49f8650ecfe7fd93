import type { Colors } from '../colors.js';
import { formatBytes } from '../format-bytes.js';
import { formatDuration } from '../format-duration.js';
import { printable } from '../printable.js';
import type { BuildProgress, ProgressView, SourceProgress } from './progress-view.js';

/** Sources that get a line each; of further ones only the number is shown. */
const SHOWN_SOURCES = 8;
const BAR_WIDTH = 20;
const TAB_WIDTH = 4;

export interface LineOptions {
  readonly colors: Colors;
  /** On the clock of `performance.now()`. */
  readonly now: number;
}

/** The lines that show what is going on just now. */
export function progressLines(view: ProgressView, { colors, now }: LineOptions): string[] {
  if (view.step === undefined) return [];
  const { name, startedAt } = view.step;
  const rest = view.sources.length - SHOWN_SOURCES;
  return [
    `${colors.blue('==>')} ${colors.bold(printable(name.replace('-', ' ')))} ${colors.dim(formatDuration(now - startedAt))}`,
    ...(view.build === undefined ? [] : [buildProgressLine(view.build, colors)]),
    ...view.sources.slice(0, SHOWN_SOURCES).map((source) => sourceProgressLine(source, colors)),
    ...(rest > 0 ? [colors.dim(`  and ${rest} more`)] : []),
    ...view.tail.map((line) => `    ${colors.dim(singleWidth(line))}`),
  ];
}

function buildProgressLine({ done, total, secondsLeft }: BuildProgress, colors: Colors): string {
  const left = secondsLeft === undefined ? '' : `  ${formatDuration(secondsLeft * 1_000)} left`;
  return `  ${bar(done / total, colors)}  ${done} of ${total}${left}`;
}

function sourceProgressLine(source: SourceProgress, colors: Colors): string {
  const { name, receivedBytes, totalBytes, bytesPerSecond } = source;
  const facts = [
    printable(name),
    totalBytes === undefined || totalBytes === 0 ? undefined : bar(receivedBytes / totalBytes, colors),
    totalBytes === undefined
      ? formatBytes(receivedBytes)
      : `${formatBytes(receivedBytes)} of ${formatBytes(totalBytes)}`,
    bytesPerSecond === undefined ? undefined : colors.dim(`${formatBytes(bytesPerSecond)}/s`),
    remaining(source),
  ];
  return `  ${facts.filter((fact) => fact !== undefined).join('  ')}`;
}

function remaining({ receivedBytes, totalBytes, bytesPerSecond }: SourceProgress): string | undefined {
  if (totalBytes === undefined || !bytesPerSecond || receivedBytes >= totalBytes) return undefined;
  return `${formatDuration(((totalBytes - receivedBytes) / bytesPerSecond) * 1000)} left`;
}

function bar(share: number, colors: Colors): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * BAR_WIDTH);
  return colors.green('━'.repeat(full)) + colors.dim('─'.repeat(BAR_WIDTH - full));
}

/** A tab is as wide as the terminal pleases: with blanks in its place a line's width can be counted. */
function singleWidth(line: string): string {
  return printable(line).replaceAll('\t', ' '.repeat(TAB_WIDTH));
}
