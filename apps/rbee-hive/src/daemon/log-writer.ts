import type { LogEntry } from 'rbee-hive-daemon';
import { printable } from '../output/printable.js';

/** Writes the daemon's log a line an entry: as JSON, or as text for a person, who is spared what a page asks for. */
export function logWriter(form: 'text' | 'json', write: (line: string) => void): (entry: LogEntry) => void {
  if (form === 'json') return (entry) => write(JSON.stringify(entry));
  return (entry) => {
    if (!isRoutine(entry)) write(asText(entry));
  };
}

function isRoutine({ level, message }: LogEntry): boolean {
  return level === 'info' && message === 'request';
}

function asText({ time, level, message, facts = {} }: LogEntry): string {
  const pairs = Object.entries(facts).map(([name, value]) => `${name}=${value}`);
  return printable([time, level, message, ...pairs].join(' '));
}
