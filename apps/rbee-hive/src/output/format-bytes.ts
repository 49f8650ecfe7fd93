const UNITS = ['KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `1536` as `1.5 KiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  let value = bytes;
  let shown: string = 'B';
  for (const unit of UNITS) {
    if (value < 1024) break;
    value /= 1024;
    shown = unit;
  }
  return `${value.toFixed(1)} ${shown}`;
}
