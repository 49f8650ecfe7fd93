import fs, { constants } from 'node:fs';
import fsPromises, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';

/** One call that changes the file system. */
export interface Step {
  readonly name: string;
  /** Does the first half of it, where it has halves. */
  half(): Promise<void>;
}

type Watcher = (step: Step) => Promise<void>;

let watcher: Watcher | undefined;

/** Has `before` called before each call of `node:fs/promises` that changes something, while `work` runs. */
export async function watchingSteps<R>(before: Watcher, work: () => Promise<R>): Promise<R> {
  await patchOnce();
  watcher = before;
  try {
    return await work();
  } finally {
    watcher = undefined;
  }
}

const CHANGING = ['mkdir', 'writeFile', 'rename', 'link', 'rm', 'rmdir', 'chmod', 'open'] as const;
const CHANGING_HANDLE = ['writeFile', 'write', 'sync'] as const;

type Call = (...values: unknown[]) => Promise<unknown>;

let isPatched = false;

async function patchOnce(): Promise<void> {
  if (isPatched) return;
  isPatched = true;
  const handle = await fsPromises.open('/dev/null');
  const handles = Object.getPrototypeOf(handle);
  await handle.close();
  for (const name of CHANGING) patch(fsPromises as unknown as Record<string, Call>, name);
  for (const name of CHANGING_HANDLE) patch(handles, name);
  // Without it the named imports of the catalog would stay as they are.
  syncBuiltinESMExports();
}

function patch(owner: Record<string, Call>, name: string): void {
  const original = owner[name];
  owner[name] = async function (this: unknown, ...values: unknown[]) {
    if (!(name === 'open' && isReading(values[1]))) {
      await watcher?.({ name, half: () => half(name, this, values) });
    }
    return original?.apply(this, values);
  };
}

function isReading(flags: unknown): boolean {
  if (typeof flags !== 'number') return flags === undefined || flags === 'r';
  return (flags & (constants.O_WRONLY | constants.O_RDWR)) === 0;
}

async function half(name: string, self: unknown, [target, second]: unknown[]): Promise<void> {
  if (name === 'writeFile' && typeof target === 'string' && self !== undefined && 'fd' in Object(self)) {
    const { fd } = self as FileHandle;
    fs.writeSync(fd, target.slice(0, target.length / 2));
  }
  if (name === 'rm' && Object(second).recursive === true && fs.existsSync(String(target))) {
    const [first] = fs.readdirSync(String(target));
    if (first !== undefined) fs.rmSync(path.join(String(target), first), { recursive: true });
  }
}
