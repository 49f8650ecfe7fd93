import { useEffect, useState } from 'preact/hooks';

/** The time, again every so many milliseconds while it is wanted. */
export function useNow(every: number, isWanted = true): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isWanted) return undefined;
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every, isWanted]);
  return now;
}
