import { formatAgo, formatMoment } from '../model/format.js';

interface AgoProps {
  /** ISO 8601. */
  readonly time: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** How long ago something was; the tooltip says when. */
export function Ago({ time, now }: AgoProps) {
  const milliseconds = Date.parse(time);
  return (
    <time dateTime={time} title={Number.isNaN(milliseconds) ? undefined : formatMoment(milliseconds)}>
      {formatAgo(time, now)}
    </time>
  );
}
