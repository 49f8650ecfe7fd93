import { useRef } from 'preact/hooks';
import type { StreamState } from '../../api/follow-stream.js';
import { formatCount, plural } from '../../model/format.js';
import type { LogStore } from '../../model/log/log-store.js';
import { type LogScroll, useLogScroll } from '../../state/use-log-scroll.js';
import { useLogSearch } from '../../state/use-log-search.js';
import { Icon } from '../icon.js';
import { LogRows } from './log-rows.js';
import { LogTools } from './log-tools.js';

export interface LogViewProps {
  readonly log: LogStore;
  /** How many it has now: the store is the same when it has grown. */
  readonly lines: number;
  readonly label: string;
  /** When what prints it began, as ISO 8601: lines show their time since then. @default the first line's time */
  readonly startedAt?: string | undefined;
  readonly connection: StreamState;
  /** What to say while there is no line. */
  readonly whenEmpty: string;
}

/** A log of any length: only the lines in view are elements. */
export function LogView({ log, lines, label, startedAt, connection, whenEmpty }: LogViewProps) {
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
          <LogRows log={log} start={startOf(startedAt)} scroll={scroll} search={search} />
        </div>
      </div>
      {lines === 0 && <p class="log-empty">{whenEmpty}</p>}
      <JumpToEnd scroll={scroll} lines={lines} />
    </section>
  );
}

function startOf(startedAt: string | undefined): number | undefined {
  return startedAt === undefined ? undefined : Date.parse(startedAt);
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
