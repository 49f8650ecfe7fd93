import type { LogEntry } from 'rbee-hive-daemon';
import { printable } from './printable.js';

/** Writes the daemon's log a line an entry: as JSON, or as text for a person. */
export function logWriter(form: 'text' | 'json', write: (line: string) => void): (entry: LogEntry) => void {
  return form === 'json' ? (entry) => write(JSON.stringify(entry)) : (entry) => write(asText(entry));
}

function asText({ time, level, message, facts = {} }: LogEntry): string {
  const pairs = Object.entries(facts).map(([name, value]) => `${name}=${value}`);
  return printable([time, level, message, ...pairs].join(' '));
}
