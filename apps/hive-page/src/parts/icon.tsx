/** Outlines on a grid of 24. */
const PATHS = {
  workers: 'M12 3l7.8 4.5v9L12 21l-7.8-4.5v-9zM12 12l7.8-4.5M12 12v9M12 12L4.2 7.5',
  models: 'M12 3l8 4-8 4-8-4zM4 12l8 4 8-4M4 16.5l8 4 8-4',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  edit: 'M4 20l1-4L16 5l3 3L8 19z',
  attach:
    'M19 11l-7.500 7.500a4.500 4.500 0 01-6.400-6.400L13 4.200a3 3 0 014.300 4.300l-7.600 7.600a1.500 1.500 0 01-2.100-2.100L14 7.500',
  microphone: 'M12 15a3 3 0 003-3V6a3 3 0 00-6 0v6a3 3 0 003 3zM6 11.500a6 6 0 0012 0M12 17.500V21',
  installed: 'M12 4v10m0 0l-4-4m4 4l4-4M4 17v2a1 1 0 001 1h14a1 1 0 001-1v-2',
  processes: 'M4 5h16v14H4zM8 10l2.5 2L8 14m5 1h3.5',
  jobs: 'M5 6h14M5 12h14M5 18h9',
  machine: 'M7 7h10v10H7zM10 3v4m4-4v4m-4 10v4m4-4v4M3 10h4m-4 4h4m10-4h4m-4 4h4',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  cross: 'M6 6l12 12M18 6L6 18',
  warning: 'M12 4l9 16H3zM12 10v4m0 3v.01',
  info: 'M12 21a9 9 0 110-18 9 9 0 010 18zM12 11v5m0-8v.01',
  up: 'M6 15l6-6 6 6',
  down: 'M6 9l6 6 6-6',
  search: 'M11 18a7 7 0 110-14 7 7 0 010 14zM16.2 16.2L21 21',
  sun: 'M12 16a4 4 0 110-8 4 4 0 010 8zM12 2v2m0 16v2M2 12h2m16 0h2M5 5l1.4 1.4m11.2 11.2L19 19M5 19l1.4-1.4M17.6 6.4L19 5',
  moon: 'M20 14.5A8 8 0 019.5 4a8 8 0 1010.500 10.500z',
  system: 'M3 5h18v11H3zM8 20h8m-4-4v4',
  retry: 'M20 12a8 8 0 11-2.500-5.800L20 8.500M20 4v4.500h-4.500',
  stop: 'M7 7h10v10H7z',
  play: 'M8 5.500v13l10.500-6.500z',
  back: 'M14 6l-6 6 6 6',
  send: 'M4 12l16-8-5 16-3.500-6.500z',
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside words, which say the same: it is hidden from screen readers. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
