import { useEffect, useRef, useState } from 'preact/hooks';
import { createLogSearch, firstMatchFrom, type LogSearch } from '../model/log/log-search.js';
import type { LogStore } from '../model/log/log-store.js';

/** Milliseconds of searching in one frame. */
const TURN = 6;

export interface ActiveSearch {
  readonly query: string;
  setQuery(query: string): void;
  readonly found: number;
  readonly isSearching: boolean;
  /** The line that was gone to last. */
  readonly line: number | undefined;
  /** The number of that line among those found, from 1. */
  readonly place: number | undefined;
  /** The next line found after (1) or before (-1) the last one, round the log's ends. */
  step(direction: 1 | -1, from: number): number | undefined;
}

/** Searches a growing log a little in every frame. */
export function useLogSearch(log: LogStore, length: number): ActiveSearch {
  const [query, setQuery] = useState('');
  const [line, setLine] = useState<number>();
  const [, setFrame] = useState(0);
  const search = useRef<LogSearch>(undefined);
  if (search.current?.query !== query || search.current.log !== log)
    search.current = createLogSearch(log, query);
  const { matches, scanned } = search.current;
  const isSearching = query !== '' && scanned < length;

  useEffect(() => {
    if (!isSearching) return undefined;
    const frame = requestAnimationFrame(() => {
      search.current?.advance(TURN);
      setFrame((count) => count + 1);
    });
    return () => cancelAnimationFrame(frame);
  });

  function step(direction: 1 | -1, from: number): number | undefined {
    // Enter may come before the first frame of searching.
    search.current?.advance(TURN);
    if (matches.length === 0) return undefined;
    const after = firstMatchFrom(matches, line === undefined ? from : line + (direction === 1 ? 1 : 0));
    const place = direction === 1 ? after % matches.length : (after - 1 + matches.length) % matches.length;
    setLine(matches[place]);
    return matches[place];
  }

  const place = line === undefined ? undefined : firstMatchFrom(matches, line) + 1;
  return {
    query,
    setQuery: (text) => {
      setQuery(text);
      setLine(undefined);
    },
    found: matches.length,
    isSearching,
    line: query === '' ? undefined : line,
    place,
    step,
  };
}
