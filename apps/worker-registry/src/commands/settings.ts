import { InvalidArgumentError, Option } from 'commander';
import { bundledWorkersFolder } from '../bundled-workers.js';

export interface WorkersFlag {
  readonly workers: string | URL;
}

export function workersOption(): Option {
  return setting('--workers <folder>', 'folder with one folder for each worker').default(
    bundledWorkersFolder,
    'the workers of this app',
  );
}

/** An option that an environment variable can set too: `--rate-limit` is `RBEE_REGISTRY_RATE_LIMIT`. */
export function setting(flags: string, description: string): Option {
  const option = new Option(flags, description);
  return option.env(`RBEE_REGISTRY_${option.name().toUpperCase().replaceAll('-', '_')}`);
}

export function parsePort(value: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (!(port <= 65_535)) throw new InvalidArgumentError('Expected a number from 0 to 65535.');
  return port;
}

export function parseCount(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError('Expected a whole number from 0.');
  return Number(value);
}

export function parseOrigins(value: string): string[] {
  const origins = value.split(',').map((origin) => origin.trim());
  const wrong = origins.find(
    (each) => each !== '*' && !(URL.canParse(each) && new URL(each).origin === each),
  );
  if (wrong === undefined) return origins;
  throw new InvalidArgumentError('Expected origins such as https://example.org, or *.');
}
