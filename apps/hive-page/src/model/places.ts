import type { WorkerProcess, WorkerRow } from 'rbee-hive-daemon/api';
import { processLink, workerLink } from '../router.js';
import { isOver, processName } from './process-text.js';

/** Somewhere to go. */
export interface Place {
  readonly name: string;
  readonly link: string;
  readonly kind: 'view' | 'worker' | 'process';
}

const VIEWS = ['Workers', 'Models', 'Installed', 'Processes', 'Jobs', 'Machine'] as const;

/** Every view, the processes that run, and every worker. */
export function placesOf(rows: readonly WorkerRow[] = [], processes: readonly WorkerProcess[] = []): Place[] {
  return [
    ...VIEWS.map((name) => ({ name, link: `#/${name.toLowerCase()}`, kind: 'view' as const })),
    ...processes
      .filter((process) => !isOver(process))
      .map((process) => ({
        name: process.modelId ?? processName(process, rows),
        link: processLink(process.id),
        kind: 'process' as const,
      })),
    ...rows.map(({ id, name }) => ({ name, link: workerLink(id), kind: 'worker' as const })),
  ];
}

const SHOWN = 8;

/** The places whose names have every word, those that begin with the text first. */
export function searchPlaces(places: readonly Place[], text: string): Place[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = places.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  const begins = ({ name }: Place) => name.toLowerCase().startsWith(text.trim().toLowerCase());
  return [...found.filter(begins), ...found.filter((place) => !begins(place))].slice(0, SHOWN);
}
