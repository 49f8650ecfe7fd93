import { chmod, copyFile, mkdir, readdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { type CallOptions, describeTree, writeTreeListing } from '@rbee/artifact-catalog';
import { detectHost } from '@rbee/aur-arch';
import { parseSource } from '@rbee/pkgbuild-parser';
import { fetchSources } from '@rbee/source-fetcher';
import { fullProbe } from '@rbee-internal/worker-entry';
import { installTree } from '../package/install-tree.js';
import { proveProgram } from '../proof/prove-program.js';
import type { VendorProgram } from './multi-vendor-provisioner-options.js';

/** A file that a vendor brought, and where it becomes a program. */
export interface BroughtFile extends CallOptions {
  /** The absolute path of the file; it is not changed. */
  readonly file: string;
  /** A private, empty folder for what is only needed meanwhile. */
  readonly workDir: string;
  readonly id: string;
  readonly program: VendorProgram;
}

/** A folder that is ready to be an artifact's. */
export interface InstalledProgram {
  readonly tree: string;
  /** What starts the program, in the tree. */
  readonly start: string;
  /** Bytes of the tree. */
  readonly size: number;
  /** `sha256:` digest of the program's file. */
  readonly digest?: string;
  /** Of the whole tree, as `verifyTree` compares it. */
  readonly treeDigest: string;
}

/**
 * Makes a program of a vendor's file: an archive is unpacked and stays together, its program is found, made executable
 * and shown to work; any other file is the program itself.
 *
 * @throws ProvisionError `EXECUTABLE_NOT_FOUND`, `PROGRAM_AMBIGUOUS`, `PACKAGE_UNSAFE`, `NOT_PROVEN`
 */
export async function installProgram(brought: BroughtFile): Promise<InstalledProgram> {
  const { id, program, workDir, signal } = brought;
  const tree = await unpack(brought);
  const wanted = program.name;
  const installed = await installTree([tree], { wanted, names: [id], signal });
  const proofDir = path.join(workDir, 'proof');
  await mkdir(proofDir);
  await proveProgram(path.join(tree, installed.start), {
    ...{ probe: fullProbe(program.probe ?? 'version'), launch: program.launch, version: '', tree },
    ...{ workDir: proofDir, env: program.env ?? {}, architecture: detectHost(process).architecture, signal },
    mounts: installed.launcher?.kind === 'mounts',
    sandbox: program.sandbox,
    timeoutMilliseconds: program.probeMilliseconds ?? 20_000,
  });
  const described = await describeTree(tree, { signal });
  await writeTreeListing(tree, described);
  const entry = described.entries.find(({ path: name }) => name === installed.start);
  return {
    ...{ tree, start: installed.start, size: described.bytes, treeDigest: described.digest },
    ...(entry?.type === 'file' && { digest: entry.digest }),
  };
}

/** The folder with what an archive holds, or with the one file. */
async function unpack({ file, workDir, id, program, signal }: BroughtFile): Promise<string> {
  const folders = {
    startDir: path.join(workDir, 'start'),
    srcDir: path.join(workDir, 'src'),
    cacheDir: path.join(workDir, 'cache'),
  };
  for (const folder of Object.values(folders)) await mkdir(folder);
  const name = path.basename(file);
  await copyFile(file, path.join(folders.startDir, name));
  await fetchSources([{ source: parseSource(name), checksums: { sha256: 'SKIP' } }], { ...folders, signal });
  const tree = path.join(workDir, 'tree');
  const others = (await readdir(folders.srcDir)).filter((entry) => entry !== name);
  const isArchive = others.length > 0;
  await mkdir(tree);
  const called = path.basename(program.name ?? id);
  if (!isArchive) await placeProgram(file, path.join(tree, called));
  for (const entry of others) await rename(path.join(folders.srcDir, entry), path.join(tree, entry));
  if (isArchive) await makeExecutable(tree, called);
  return tree;
}

/** Some archives, zip above all, lose the mode of programs. Links are not followed. */
async function makeExecutable(tree: string, name: string): Promise<void> {
  const entries = await readdir(tree, { recursive: true, withFileTypes: true });
  for (const entry of entries)
    if (entry.isFile() && entry.name === name) await chmod(path.join(entry.parentPath, name), 0o755);
}

async function placeProgram(file: string, place: string): Promise<void> {
  await copyFile(file, place);
  await chmod(place, 0o755);
}
