import path from 'node:path';
import { formatPublicKey } from '@rbee-internal/signing';
import { type Command, Option } from 'commander';
import { delegateRole } from '../signing/delegate-role.js';
import { initKeys, type SigningFolders } from '../signing/init-keys.js';
import { makeKey } from '../signing/key-folder.js';
import { listKeys } from '../signing/list-keys.js';
import { publishTree } from '../signing/publish-tree.js';
import { rotateKey } from '../signing/rotate-key.js';
import { signWorkers } from '../signing/sign-workers.js';
import { parseCount, setting, type WorkersFlag, workersOption } from './settings.js';

/** The commands of who signs a registry: `keys`, `sign`, `publish`. */
export function addSigningCommands(program: Command): void {
  const keys = program.command('keys').description('make, change and list the keys that sign a registry');
  addInit(keys);
  addRotate(keys);
  addList(keys);
  addNewKey(keys);
  addDelegate(keys);
  addSign(program);
  addPublish(program);
}

function withFolders(command: Command): Command {
  return command
    .addOption(setting('--keys <folder>', 'folder with the private keys').default('keys'))
    .addOption(setting('--repository <folder>', 'folder with the signed metadata').default('signed'));
}

function addInit(keys: Command): void {
  withFolders(keys.command('init'))
    .description('make the keys of a registry and its first root')
    .addOption(new Option('--root-keys <number>', 'keys of the root').default(1).argParser(parseCount))
    .addOption(
      new Option('--root-threshold <number>', 'how many of them sign a new root')
        .default(1)
        .argParser(parseCount),
    )
    .action(async (flags: SigningFolders & { readonly rootKeys: number; readonly rootThreshold: number }) => {
      for (const name of await initKeys({ ...flags, now: new Date() }))
        console.log(`Created ${path.join(flags.keys, name)}`);
      console.log(`Clients trust ${path.join(flags.repository, 'metadata', '1.root.json')}`);
    });
}

function addRotate(keys: Command): void {
  withFolders(keys.command('rotate'))
    .description('put a new key in the place of a former one')
    .addOption(
      new Option('--role <role>', 'whose key')
        .choices(['root', 'targets', 'snapshot', 'timestamp'])
        .makeOptionMandatory(),
    )
    .option('--key <id>', "the former key's id, or its beginning (default: the role's first)")
    .action(async (flags: Omit<Parameters<typeof rotateKey>[0], 'now'>) => {
      const { name, former, signing } = await rotateKey({ ...flags, now: new Date() });
      console.log(`Created ${path.join(flags.keys, name)}`);
      if (former !== undefined) console.log(`${former.slice(0, 8)} no longer counts`);
      console.log(describe(signing));
    });
}

function addList(keys: Command): void {
  withFolders(keys.command('list'))
    .description('list the current keys, role by role')
    .action(async (flags: SigningFolders) => {
      for (const { role, threshold, id, file } of await listKeys(flags))
        console.log(`${role}\t${id.slice(0, 16)}\t${threshold} of them sign\t${file ?? 'not here'}`);
    });
}

function addNewKey(keys: Command): void {
  keys
    .command('new')
    .description('make a key for a publisher, and print its public half')
    .argument('<name>', 'what to call it')
    .addOption(setting('--keys <folder>', 'folder with the private keys').default('keys'))
    .action(async (name: string, flags: Pick<SigningFolders, 'keys'>) => {
      const made = await makeKey(flags.keys, name.replace(/[^a-z0-9-]/g, '-'));
      console.log(formatPublicKey(made.key.publicKey).trim());
    });
}

interface DelegateFlags extends SigningFolders {
  readonly publicKey: readonly string[];
  readonly ids: readonly string[];
  readonly threshold: number;
}

function addDelegate(keys: Command): void {
  withFolders(keys.command('delegate'))
    .description('leave the workers of some ids to a publisher, who signs them')
    .argument('<name>', 'the name of the publisher, in lower case')
    .requiredOption('--public-key <files...>', "the publisher's public keys")
    .requiredOption('--ids <ids...>', 'ids of workers, such as "acme-*"')
    .addOption(
      new Option('--threshold <number>', 'how many of the keys sign').default(1).argParser(parseCount),
    )
    .action(async (name: string, { publicKey, ...flags }: DelegateFlags) => {
      console.log(describe(await delegateRole({ ...flags, name, publicKeys: publicKey, now: new Date() })));
    });
}

function addSign(program: Command): void {
  withFolders(program.command('sign'))
    .description('sign a folder of workers with the keys at hand')
    .addOption(workersOption())
    .option('--role <name>', 'the publisher whose workers these are', 'targets')
    .action(async (flags: SigningFolders & WorkersFlag & { readonly role: string }) => {
      const { signed, snapshot } = await signWorkers({ ...flags, now: new Date() });
      for (const each of signed) console.log(describe(each));
      if (snapshot !== undefined)
        console.log(`To be published, and signed again before ${day(snapshot.expires)}`);
    });
}

function addPublish(program: Command): void {
  program
    .command('publish')
    .description('verify what was signed, and copy it to a folder that is served at /tuf/')
    .argument('<folder>', 'the folder')
    .addOption(setting('--repository <folder>', 'folder with the signed metadata').default('signed'))
    .action(async (folder: string, flags: Pick<SigningFolders, 'repository'>) => {
      const { expires } = await publishTree(flags.repository, folder);
      console.log(`Published in ${folder}; it holds until ${day(expires)}`);
    });
}

function describe({
  role,
  version,
  missing,
}: {
  role: string;
  version: number;
  missing?: string | undefined;
}): string {
  const state = missing === undefined ? 'is signed' : `waits for more signatures (${missing})`;
  return `${role} ${version} ${state}`;
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
