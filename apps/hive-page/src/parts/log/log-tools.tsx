import type { StreamState } from '../../api/follow-stream.js';
import { formatCount, plural } from '../../model/format.js';
import type { LogStore } from '../../model/log/log-store.js';
import { LOG_TIMES, logTimes } from '../../state/log-times.js';
import type { LogScroll } from '../../state/use-log-scroll.js';
import type { ActiveSearch } from '../../state/use-log-search.js';
import { Icon } from '../icon.js';

interface LogToolsProps {
  readonly log: LogStore;
  readonly label: string;
  readonly connection: StreamState;
  readonly scroll: LogScroll;
  readonly search: ActiveSearch;
}

/** The bar above a log: searching, what the connection is like, saving. */
export function LogTools({ log, label, connection, scroll, search }: LogToolsProps) {
  function go(direction: 1 | -1): void {
    const line = search.step(direction, scroll.firstLine);
    if (line !== undefined) scroll.show(line);
  }
  return (
    <div class="log-tools">
      <search class="log-search">
        <Icon name="search" />
        <input
          type="search"
          aria-label={`Search: ${label}`}
          placeholder="Search"
          value={search.query}
          onInput={(event) => search.setQuery(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            go(event.shiftKey ? -1 : 1);
          }}
        />
        <span class="log-found" role="status">
          {foundText(search)}
        </span>
        <button
          type="button"
          class="button icon-button"
          aria-label="Previous match"
          disabled={search.found === 0}
          onClick={() => go(-1)}
        >
          <Icon name="up" />
        </button>
        <button
          type="button"
          class="button icon-button"
          aria-label="Next match"
          disabled={search.found === 0}
          onClick={() => go(1)}
        >
          <Icon name="down" />
        </button>
      </search>
      <ConnectionState state={connection} lines={log.length} />
      <TimesChoice />
      <button
        type="button"
        class="button button-small"
        disabled={log.length === 0}
        onClick={() => save(log, label)}
      >
        Save
      </button>
    </div>
  );
}

const TIMES_TEXTS = { off: 'No times', elapsed: 'Time since start', clock: 'Time of day' } as const;

function TimesChoice() {
  return (
    <div class="select log-times">
      <select
        aria-label="Times of the lines"
        value={logTimes.value}
        onChange={({ currentTarget: { value } }) => {
          logTimes.value = LOG_TIMES.find((choice) => choice === value) ?? 'off';
        }}
      >
        {LOG_TIMES.map((choice) => (
          <option key={choice} value={choice}>
            {TIMES_TEXTS[choice]}
          </option>
        ))}
      </select>
    </div>
  );
}

function foundText({ query, found, place, isSearching }: ActiveSearch): string {
  if (query === '') return '';
  const count =
    place === undefined ? plural(found, 'line') : `${formatCount(place)} of ${formatCount(found)}`;
  return isSearching ? `${count} …` : count;
}

function ConnectionState({ state, lines }: { readonly state: StreamState; readonly lines: number }) {
  const words = {
    connecting: 'Connecting …',
    live: 'Live',
    reconnecting: 'Connection lost. Reconnecting …',
    ended: plural(lines, 'line'),
  } as const;
  return (
    <p class={`log-state log-state-${state}`} role="status">
      <span class="log-state-dot" aria-hidden="true" />
      {words[state]}
    </p>
  );
}

/** Hands the whole log to the browser as a file. */
function save(log: LogStore, label: string): void {
  const parts: string[] = [];
  for (let line = 0; line < log.length; ) {
    const block = log.blockAt(line);
    parts.push(block.text, '\n');
    line = block.first + block.length;
  }
  const url = URL.createObjectURL(new Blob(parts, { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${label.replaceAll(/[^\w.-]+/g, '-')}.log`;
  link.click();
  URL.revokeObjectURL(url);
}
