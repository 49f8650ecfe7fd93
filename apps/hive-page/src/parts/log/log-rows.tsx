import { formatElapsed, formatMoment, formatTimeOfDay } from '../../model/format.js';
import { linePieces } from '../../model/log/line-pieces.js';
import type { LogStore, StoredLine } from '../../model/log/log-store.js';
import { ROW_HEIGHT } from '../../model/log/log-window.js';
import { logTimes } from '../../state/log-times.js';
import type { LogScroll } from '../../state/use-log-scroll.js';
import type { ActiveSearch } from '../../state/use-log-search.js';

interface LogRowsProps {
  readonly log: LogStore;
  /** What the times of its lines count from, in milliseconds since 1970. */
  readonly start: number | undefined;
  readonly scroll: LogScroll;
  readonly search: ActiveSearch;
}

/** The lines of a log that are in view. */
export function LogRows({ log, start, scroll, search }: LogRowsProps) {
  const { rows, scrollTop } = scroll;
  const numbers = Array.from({ length: Math.max(0, rows.end - rows.first) }, (_, row) => rows.first + row);
  const digits = String(log.length).length;
  const timeText = timeTextOf(log, start);
  return (
    <div class="log-rows" style={{ transform: `translateY(${scrollTop + rows.offset}px)` }}>
      {numbers.map((number) => (
        <Row
          key={number}
          number={String(number + 1).padStart(digits)}
          line={log.line(number)}
          timeText={timeText}
          query={search.query}
          isCurrent={search.line === number}
        />
      ))}
    </div>
  );
}

type TimeText = (time: number | undefined) => string;

/** How the times of a log are shown, all equally wide; `undefined` when they are not. */
function timeTextOf(log: LogStore, start: number | undefined): TimeText | undefined {
  if (logTimes.value === 'off') return undefined;
  if (logTimes.value === 'clock')
    return (time) => (time === undefined ? ' '.repeat(12) : formatTimeOfDay(time));
  const origin = start ?? log.line(0).time ?? 0;
  const elapsed = (time: number) => formatElapsed(Math.max(0, time - origin));
  const longest = elapsed(log.line(log.length - 1).time ?? origin).length;
  return (time) => (time === undefined ? '' : elapsed(time)).padStart(longest);
}

interface RowProps {
  readonly number: string;
  readonly line: StoredLine;
  readonly timeText: TimeText | undefined;
  readonly query: string;
  readonly isCurrent: boolean;
}

const MARKS = { stdout: '', stderr: 'err', step: '', note: '' } as const;

function Row({ number, line, timeText, query, isCurrent }: RowProps) {
  const { kind, time } = line;
  return (
    <div
      class={`log-row log-${kind} ${isCurrent ? 'log-current' : ''}`}
      style={{ height: `${ROW_HEIGHT}px` }}
    >
      <span class="log-gutter">
        <span class="log-number" aria-hidden="true">
          {number}
        </span>
        {timeText && (
          <span class="log-time" title={time === undefined ? undefined : formatMoment(time)}>
            {timeText(time)}
          </span>
        )}
      </span>
      <span class="log-mark">{MARKS[kind]}</span>
      <span class="log-text">
        {linePieces(line, query).map(({ text, classes, isHit }, place) => {
          if (isHit) {
            return (
              <mark key={place} class={classes}>
                {text}
              </mark>
            );
          }
          if (classes === undefined) return text;
          return (
            <span key={place} class={classes}>
              {text}
            </span>
          );
        })}
      </span>
    </div>
  );
}
