import { formatBytes, formatDuration, remainingMilliseconds } from '../../model/format.js';
import type { SourceProgress } from '../../model/job-progress.js';
import { Icon } from '../../parts/icon.js';

/** More are counted, not listed. */
const SHOWN = 6;

/** How far each source of an installation is: those under way first. */
export function Sources({ sources }: { readonly sources: readonly SourceProgress[] }) {
  const ended = sources.filter(isEnded);
  const shown = [...sources.filter((source) => !isEnded(source)), ...ended].slice(0, SHOWN);
  return (
    <section class="sources" aria-label="Sources">
      <h2 class="small-heading">
        Sources <span class="muted">{`${ended.length} of ${sources.length}`}</span>
      </h2>
      <ul>
        {shown.map((source) => (
          <li key={source.name} class="source">
            <Source source={source} />
          </li>
        ))}
      </ul>
      {sources.length > shown.length && <p class="muted small">and {sources.length - shown.length} more</p>}
    </section>
  );
}

function isEnded({ state }: SourceProgress): boolean {
  return state === 'done';
}

function Source({ source }: { readonly source: SourceProgress }) {
  const { name, url, state, receivedBytes, totalBytes } = source;
  return (
    <>
      <div class="source-line">
        <span class="source-name" title={url}>
          {name}
        </span>
        {isEnded(source) ? (
          <span class={source.verified === 'checksum' ? 'source-ok' : 'muted'}>
            {source.verified === 'checksum' && <Icon name="check" />}
            {endText(source)}
          </span>
        ) : (
          <span class="muted">{stateText(source)}</span>
        )}
      </div>
      {!isEnded(source) && state !== 'stopped' && (
        <>
          <progress
            class="bar"
            aria-label={name}
            max={totalBytes ?? 1}
            {...(totalBytes !== undefined && { value: receivedBytes })}
          />
          <div class="source-line muted small">
            <span>{source.trouble ?? rateText(source)}</span>
          </div>
        </>
      )}
    </>
  );
}

function endText({ verified, commit, receivedBytes }: SourceProgress): string {
  if (commit !== undefined) return `commit ${commit.slice(0, 10)}`;
  const size = receivedBytes > 0 ? `${formatBytes(receivedBytes)}, ` : '';
  return `${size}${verified === 'checksum' ? 'verified' : 'not verified'}`;
}

function stateText(source: SourceProgress): string {
  if (source.state === 'retrying') return 'trying again';
  return source.state === 'stopped' ? `stopped at ${sizeText(source)}` : sizeText(source);
}

function sizeText({ receivedBytes, totalBytes }: SourceProgress): string {
  const received = formatBytes(receivedBytes);
  return totalBytes === undefined
    ? `${received} of an unknown size`
    : `${received} of ${formatBytes(totalBytes)}`;
}

function rateText(source: SourceProgress): string {
  const { bytesPerSecond } = source;
  if (bytesPerSecond === undefined) return '';
  const remaining = remainingMilliseconds(source);
  const rate = `${formatBytes(bytesPerSecond)}/s`;
  return remaining === undefined ? rate : `${rate}, ${formatDuration(remaining)} left`;
}
