import fs, { constants } from 'node:fs';
import fsPromises, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** One call that changes the file system, or puts a change on the disk for good. */
export interface FileSystemStep {
  readonly name:
    | 'mkdir'
    | 'writeFile'
    | 'rename'
    | 'link'
    | 'rm'
    | 'rmdir'
    | 'chmod'
    | 'open'
    | 'write'
    | 'sync';
  /** What is changed, absolute; of `rename` and `link` what there was before. */
  readonly path: string;
  /** The new name, of `rename` and `link`. */
  readonly to?: string;
  /** Does the first half of it, where it has halves. */
  half(): Promise<void>;
}

/** May return what to undo if the call fails. */
type Watcher = (step: FileSystemStep) => Promise<(() => void) | undefined> | Promise<void>;

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

/** The paths of open handles. */
const paths = new WeakMap<object, string>();

/** The same by descriptor; one that is used again has the path of the last file. */
const pathsByDescriptor = new Map<number, string>();

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
  patchFlush();
  // Without it the named imports of the catalog would stay as they are.
  syncBuiltinESMExports();
}

function patch(owner: Record<string, Call>, name: FileSystemStep['name']): void {
  const original = owner[name];
  owner[name] = async function (this: unknown, ...values: unknown[]) {
    const step = { name, ...pathsOf(name, this, values), half: () => half(name, this, values) };
    const onFailure = name === 'open' && isReading(values[1]) ? undefined : await watcher?.(step);
    try {
      const result = await original?.apply(this, values);
      if (name === 'open') remember(result as FileHandle, step.path);
      return result;
    } catch (error) {
      onFailure?.();
      throw error;
    }
  };
}

function remember(handle: FileHandle, file: string): void {
  paths.set(handle, file);
  pathsByDescriptor.set(handle.fd, file);
}

/** Files are flushed by their descriptor too, as internal/system's `flushHandle` does. */
function patchFlush(): void {
  const original = fs.fsync;
  const flush = (fd: number, callback: fs.NoParamCallback) => {
    const path = pathsByDescriptor.get(fd);
    const before = path === undefined ? undefined : watcher?.({ name: 'sync', path, half: async () => {} });
    Promise.resolve(before).then(() => original(fd, callback), callback);
  };
  (fs as { fsync: unknown }).fsync = flush;
}

function pathsOf(name: FileSystemStep['name'], self: unknown, [target, second]: unknown[]) {
  const ofHandle = paths.get(Object(self));
  if (ofHandle !== undefined) return { path: ofHandle };
  const to = name === 'rename' || name === 'link' ? { to: absolute(second) } : {};
  return { path: paths.get(Object(target)) ?? absolute(target), ...to };
}

function absolute(target: unknown): string {
  return path.resolve(target instanceof URL ? fileURLToPath(target) : String(target));
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
