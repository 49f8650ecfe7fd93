import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createGitRepository, startGitServer, startHttpServer } from '@rbee-internal/test-kit';
import type { Files } from './stand-ins.js';

/** Where the sources of a recipe come from: files by their path, and git repositories, on 127.0.0.1. */
export interface SourceSite {
  /** Puts the recipe into a folder, its placeholders filled in. */
  write(recipe: string, folder: string): Promise<void>;
}

export interface SiteContent {
  /** Downloads by path. */
  readonly files: Readonly<Record<string, Buffer | string>>;
  /** The folder of the git repositories. */
  readonly repositories: string;
}

/** Serves the content until the current test is over. */
export async function startSourceSite({ files, repositories }: SiteContent): Promise<SourceSite> {
  const git = await startGitServer(repositories);
  const http = await startHttpServer(
    Object.fromEntries(
      Object.entries(files).map(([name, body]) => [`/${name}`, { type: 'body' as const, body }]),
    ),
  );
  return {
    async write(recipe, folder) {
      const from = path.join(import.meta.dirname, recipe);
      await cp(from, folder, { recursive: true });
      const local = Object.fromEntries(
        await Promise.all(
          (await readdir(from)).map(async (name) => [name, await readFile(path.join(from, name))] as const),
        ),
      );
      const digest = (algorithm: string) => (_: string, name: string) => {
        const content = files[name] ?? local[name];
        if (content === undefined) throw new Error(`${recipe} names ${name}, which is not there.`);
        return createHash(algorithm).update(content).digest('hex');
      };
      const text = String(local.PKGBUILD)
        .replaceAll('@FILES@', http.url)
        .replaceAll('@GIT@', git.url)
        .replace(/@SHA256:([^@]+)@/g, digest('sha256'))
        .replace(/@MD5:([^@]+)@/g, digest('md5'));
      await writeFile(path.join(folder, 'PKGBUILD'), text);
    },
  };
}

/** Writes files below a folder; a name that ends in `*` is executable, without the star. */
export async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name.replace(/\*$/, ''));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    await chmod(file, name.endsWith('*') ? 0o755 : 0o644);
  }
}

/** Packs a folder's content; the archive's form follows from its name. */
export function pack(folder: string, archive: string): void {
  execFileSync('bsdtar', ['-a', '-c', '-f', archive, '-C', folder, '--', '.']);
}

/** A repository, also found with `.git` at its end; a tag at its only commit. */
export async function makeRepository(
  root: string,
  name: string,
  {
    files,
    tag,
    submodules = {},
  }: { files: Files; tag?: readonly string[]; submodules?: Record<string, string> },
): Promise<void> {
  const repository = await createGitRepository(path.join(root, name));
  await symlink(name, path.join(root, `${name}.git`));
  for (const [place, other] of Object.entries(submodules))
    await repository.git(
      ...['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', '--name', place],
      ...['--', path.join(root, other), place],
    );
  await repository.commit({ ...files });
  for (const each of tag ?? []) await repository.git('tag', each);
}
