import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { messageOf } from '@rbee-internal/coded-error';
import { DaemonError } from '../errors.js';
import type { Call, Handler } from './router.js';
import { PAGE_HEADERS } from './security-headers.js';

interface PageFile {
  readonly file: string;
  readonly size: number;
  readonly type: string;
  readonly etag: string;
}

const MAX_FILES = 2_000;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/**
 * Serves the files that a folder has now, and no others: a path of a request is looked up in a list, never in the
 * file system. A path without an extension that names no file is the page's own and gets `index.html`.
 *
 * @throws DaemonError `OPTION_INVALID` when the folder cannot be read or has no `index.html`
 */
export async function servePage(pageDir: string | undefined): Promise<Handler> {
  const files = pageDir === undefined ? new Map<string, PageFile>() : await listFiles(pageDir);
  const index = files.get('/index.html');
  if (pageDir !== undefined && index === undefined) throw unusable(pageDir, 'it has no index.html');
  return async (call) => {
    const { request } = call;
    const pathname = (request.url ?? '').split('?', 1)[0] ?? '';
    const isPath = !/^\/(?:v1|health)(?:\/|$)/.test(pathname) && !/\.[^/]*$/.test(pathname);
    const found = files.get(pathname) ?? (isPath ? index : undefined);
    if (found === undefined) {
      throw new DaemonError({ code: 'NOT_FOUND', message: 'There is nothing at this path.' });
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new DaemonError({ code: 'METHOD_NOT_ALLOWED', message: 'The page is only read.' });
    }
    await sendFile(found, call);
    return undefined;
  };
}

async function sendFile({ file, size, type, etag }: PageFile, { request, response, signal }: Call) {
  // Vite names what is in assets/ for its content.
  const cache = file.includes(`${path.sep}assets${path.sep}`)
    ? 'public, max-age=31536000, immutable'
    : 'no-cache';
  const headers = { ...PAGE_HEADERS, etag, 'cache-control': cache };
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, { ...headers, 'content-type': type, 'content-length': size });
  if (request.method === 'HEAD') response.end();
  else await pipeline(createReadStream(file), response, { signal });
}

async function listFiles(pageDir: string): Promise<Map<string, PageFile>> {
  const files = new Map<string, PageFile>();
  try {
    const entries = await readdir(pageDir, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      if (files.size >= MAX_FILES) throw new Error(`it has more than ${MAX_FILES} files`);
      const file = path.join(entry.parentPath, entry.name);
      const name = `/${path.relative(pageDir, file).split(path.sep).join('/')}`;
      const content = await readFile(file);
      const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
      const type = TYPES[path.extname(file).toLowerCase()] ?? 'application/octet-stream';
      files.set(name, { file, size: content.length, type, etag });
    }
  } catch (cause) {
    throw unusable(pageDir, messageOf(cause), cause);
  }
  return files;
}

function unusable(pageDir: string, problem: string, cause?: unknown): DaemonError {
  return new DaemonError({
    code: 'OPTION_INVALID',
    message: `The page's folder ${pageDir} cannot be served: ${problem}.`,
    hint: 'Build the page first, or start the daemon without it.',
    path: 'pageDir',
    cause,
  });
}
