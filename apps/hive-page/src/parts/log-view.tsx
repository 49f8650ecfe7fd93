import { useRef } from 'preact/hooks';
import type { StreamState } from '../api/follow-stream.js';
import { formatCount, plural } from '../model/format.js';
import { splitByQuery } from '../model/log-search.js';
import type { LogStore, StoredLine } from '../model/log-store.js';
import { ROW_HEIGHT } from '../model/log-window.js';
import { type LogScroll, useLogScroll } from '../state/use-log-scroll.js';
import { type ActiveSearch, useLogSearch } from '../state/use-log-search.js';
import { Icon } from './icon.js';
import { LogTools } from './log-tools.js';

export interface LogViewProps {
  readonly log: LogStore;
  /** How many it has now: the store is the same when it has grown. */
  readonly lines: number;
  readonly label: string;
  readonly connection: StreamState;
  /** What to say while there is no line. */
  readonly whenEmpty: string;
}

/** A log of any length: only the lines in view are elements. */
export function LogView({ log, lines, label, connection, whenEmpty }: LogViewProps) {
  const region = useRef<HTMLElement>(null);
  const scrolled = useRef<HTMLDivElement>(null);
  const scroll = useLogScroll(scrolled, lines);
  const search = useLogSearch(log, lines);
  return (
    <section
      class="log"
      aria-label={label}
      ref={region}
      onKeyDown={(event) => {
        if (!(event.ctrlKey || event.metaKey) || event.key !== 'f') return;
        event.preventDefault();
        region.current?.querySelector<HTMLInputElement>('input[type=search]')?.focus();
      }}
    >
      <LogTools log={log} label={label} connection={connection} scroll={scroll} search={search} />
      <div
        class="log-scroll"
        role="log"
        aria-live="off"
        aria-label={`${label}, ${plural(lines, 'line')}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard.
        tabIndex={0}
        ref={scrolled}
        onScroll={scroll.onScroll}
        onKeyDown={scroll.onKeyDown}
      >
        <div class="log-height" style={{ height: `${scroll.height}px` }}>
          <Rows log={log} scroll={scroll} search={search} />
        </div>
      </div>
      {lines === 0 && <p class="log-empty">{whenEmpty}</p>}
      <JumpToEnd scroll={scroll} lines={lines} />
    </section>
  );
}

function Rows({
  log,
  scroll,
  search,
}: {
  readonly log: LogStore;
  readonly scroll: LogScroll;
  readonly search: ActiveSearch;
}) {
  const { rows, scrollTop } = scroll;
  const numbers = Array.from({ length: Math.max(0, rows.end - rows.first) }, (_, row) => rows.first + row);
  const digits = String(log.length).length;
  return (
    <div class="log-rows" style={{ transform: `translateY(${scrollTop + rows.offset}px)` }}>
      {numbers.map((number) => (
        <Row
          key={number}
          number={number}
          digits={digits}
          line={log.line(number)}
          query={search.query}
          isCurrent={search.line === number}
        />
      ))}
    </div>
  );
}

interface RowProps {
  readonly number: number;
  readonly digits: number;
  readonly line: StoredLine;
  readonly query: string;
  readonly isCurrent: boolean;
}

const MARKS = { stdout: '', stderr: 'err', step: '', note: '' } as const;

function Row({ number, digits, line: { text, kind }, query, isCurrent }: RowProps) {
  return (
    <div
      class={`log-row log-${kind} ${isCurrent ? 'log-current' : ''}`}
      style={{ height: `${ROW_HEIGHT}px` }}
    >
      <span class="log-number" aria-hidden="true">
        {String(number + 1).padStart(digits)}
      </span>
      <span class="log-mark">{MARKS[kind]}</span>
      <span class="log-text">
        {splitByQuery(text, query).map((piece, place) =>
          place % 2 === 1 ? <mark key={place}>{piece}</mark> : piece,
        )}
      </span>
    </div>
  );
}

function JumpToEnd({ scroll, lines }: { readonly scroll: LogScroll; readonly lines: number }) {
  if (scroll.isFollowing) return null;
  return (
    <button type="button" class="button button-small log-jump" onClick={scroll.toEnd}>
      <Icon name="down" />
      Jump to end <span class="muted">line {formatCount(lines)}</span>
    </button>
  );
}
