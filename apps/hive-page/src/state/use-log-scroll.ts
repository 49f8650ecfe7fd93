import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import {
  type LogViewport,
  lastTop,
  ROW_HEIGHT,
  type RowRange,
  rowsAt,
  scrollHeightOf,
  scrollTopFor,
  topAt,
  topToShow,
} from '../model/log/log-window.js';

export interface LogScroll {
  readonly rows: RowRange;
  /** Of the element inside that gives the scrolled one its height. */
  readonly height: number;
  readonly scrollTop: number;
  /** Whether the end stays in view while lines come. */
  readonly isFollowing: boolean;
  /** The first line in view. */
  readonly firstLine: number;
  onScroll(): void;
  onKeyDown(event: KeyboardEvent): void;
  toEnd(): void;
  show(line: number): void;
}

/** Where one is in a log that grows: at its end until one scrolls up, else where one was. */
export function useLogScroll(element: RefObject<HTMLElement | null>, lines: number): LogScroll {
  const [top, setTop] = useState(0);
  const [isFollowing, setFollowing] = useState(true);
  const lastScrollTop = useRef(0);
  const height = useHeight(element);
  const viewport: LogViewport = { lines, height };
  const end = lastTop(viewport);
  const shownTop = isFollowing ? end : Math.min(top, end);
  const scrollTop = scrollTopFor(shownTop, viewport);

  useLayoutEffect(() => {
    const scrolled = element.current;
    if (scrolled === null || Math.abs(scrolled.scrollTop - scrollTop) < 1) return;
    scrolled.scrollTop = scrollTop;
    lastScrollTop.current = scrolled.scrollTop;
  }, [scrollTop, element]);

  function goTo(place: number): void {
    const target = Math.max(0, Math.min(end, place));
    setFollowing(target >= end - 1);
    setTop(target);
  }

  function onScroll(): void {
    const now = element.current?.scrollTop ?? 0;
    const wentUp = now < lastScrollTop.current - 1;
    lastScrollTop.current = now;
    const place = topAt(now, viewport);
    // Only a reader scrolls up; lines that came since are no reason to stay behind.
    if (isFollowing && !wentUp) return;
    setTop(place);
    setFollowing(place >= end - ROW_HEIGHT);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const page = Math.max(ROW_HEIGHT, height - 2 * ROW_HEIGHT);
    const steps: Readonly<Record<string, number>> = {
      ...{ ArrowUp: -ROW_HEIGHT, ArrowDown: ROW_HEIGHT, PageUp: -page, PageDown: page },
      ...{ Home: Number.NEGATIVE_INFINITY, End: Number.POSITIVE_INFINITY },
    };
    const step = steps[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    goTo(shownTop + step);
  }

  return {
    rows: rowsAt(shownTop, viewport),
    height: scrollHeightOf(viewport),
    scrollTop,
    isFollowing,
    firstLine: Math.ceil(shownTop / ROW_HEIGHT),
    onScroll,
    onKeyDown,
    toEnd: () => goTo(end),
    show: (line) => goTo(topToShow(line, shownTop, viewport)),
  };
}

/** How high an element is, without its borders and scroll bars. */
function useHeight(element: RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(0);
  useEffect(() => {
    const measured = element.current;
    if (measured === null) return undefined;
    const observer = new ResizeObserver(() => setHeight(measured.clientHeight));
    observer.observe(measured);
    return () => observer.disconnect();
  }, [element]);
  return height;
}
