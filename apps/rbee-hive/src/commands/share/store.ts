import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CommandContext } from '../../context.js';
import { CommandFailure } from '../../errors.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';

interface AddFlags {
  readonly key: readonly string[];
  readonly username?: string;
  readonly passwordFile?: string;
}

interface StoreList {
  readonly stores: readonly { readonly reference: string; readonly keys: readonly string[] }[];
}

export const addStore: AddCommand = (program, run) => {
  const store = command(program, {
    name: 'store',
    description: 'say which stores of built workers are asked before a build, and whose signature counts',
    examples: [
      ['store key', "this hive's public key, for those who are to trust what it builds"],
      ['store add oci://store.example.org/workers --key builder.pem', 'ask it before each build'],
      ['store list', 'the stores that are asked, and whose keys count'],
    ],
  }).helpCommand(false);
  const add = (name: string) => store.command(name).configureHelp({ showGlobalOptions: true });
  add('add')
    .description('ask a store before each build')
    .argument('<store>', 'such as oci://store.example.org/workers')
    .option('--key <file>', 'a public key whose signature counts there; several are possible', collect, [])
    .option('--username <name>', 'who to sign in as')
    .option('--password-file <file>', 'a file with the password or token')
    .action((reference: string, flags: AddFlags) => run((context) => addOne(reference, flags, context)));
  add('remove')
    .description('no longer ask a store')
    .argument('<store>', 'as store list shows it')
    .action((reference: string) => run((context) => removeOne(reference, context)));
  add('list')
    .description('list the stores that are asked')
    .action(() => run(list));
  add('key')
    .description("print this hive's public key, which is made at first use")
    .action(() => run(printKey));
};

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

/** Trusts the keys for the store. @throws CommandFailure `KEY_UNREADABLE`; ProvisionError `REFERENCE_INVALID` */
async function addOne(reference: string, flags: AddFlags, context: CommandContext): Promise<StoreList> {
  const { configDir, signal, tell, colors } = context;
  const catalog = await context.openCatalog();
  const exchange = await catalog.exchange();
  exchange.requireStore(reference);
  const keys = await Promise.all(flags.key.map(async (file) => exchange.parseKey(await readKey(file))));
  const { changeStores } = await import('../../catalog/stores.js');
  const added = {
    ...{ reference, keys },
    ...(flags.username !== undefined && { username: flags.username }),
    ...(flags.passwordFile !== undefined && { passwordFile: path.resolve(flags.passwordFile) }),
  };
  const change = (before: readonly (typeof added)[]) => [
    ...before.filter((one) => one.reference !== reference),
    added,
  ];
  const stores = await changeStores(configDir, change, signal);
  for (const key of keys)
    await catalog.note({ what: 'trusted', whom: exchange.keyId(key), for: reference }, { signal });
  tell(`${colors.green('✓')} ${printable(reference)} is asked before each build.`);
  if (keys.length === 0) tell(colors.yellow('  No key counts there yet: add one with --key.'));
  return shown(stores, exchange.keyId);
}

async function readKey(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new CommandFailure({
      code: 'KEY_UNREADABLE',
      message: `The key ${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
      hint: 'Name the file with the public key that rbee-hive store key printed.',
      cause,
    });
  }
}

/** Takes the trust back. @throws CommandFailure `NOT_TRUSTED` */
async function removeOne(reference: string, context: CommandContext): Promise<StoreList> {
  const { configDir, signal, tell, colors } = context;
  const catalog = await context.openCatalog();
  const { keyId } = await catalog.exchange();
  const { changeStores, readStores } = await import('../../catalog/stores.js');
  const removed = (await readStores(configDir)).find((one) => one.reference === reference);
  if (removed === undefined)
    throw new CommandFailure({
      code: 'NOT_TRUSTED',
      message: `${reference} is not among your stores.`,
      hint: 'rbee-hive store list shows them.',
    });
  const without = await changeStores(
    configDir,
    (before) => before.filter((one) => one.reference !== reference),
    signal,
  );
  for (const key of removed.keys)
    await catalog.note({ what: 'untrusted', whom: keyId(key), for: reference }, { signal });
  tell(`${colors.green('✓')} ${printable(reference)} is no longer asked.`);
  return shown(without, keyId);
}

/** Prints the stores. */
async function list(context: CommandContext): Promise<StoreList> {
  const { readStores } = await import('../../catalog/stores.js');
  const stores = await readStores(context.configDir);
  if (stores.length === 0) {
    context.tell('No store is asked: rbee-hive store add adds one.');
    return { stores: [] };
  }
  const { keyId } = await (await context.openCatalog()).exchange();
  const result = shown(stores, keyId);
  for (const { reference, keys } of result.stores) {
    context.print(printable(reference));
    for (const key of keys) context.print(`  key ${key}`);
  }
  return result;
}

type Stores = Awaited<ReturnType<typeof import('../../catalog/stores.js').readStores>>;

function shown(stores: Stores, keyId: (key: Stores[number]['keys'][number]) => string): StoreList {
  return { stores: stores.map(({ reference, keys }) => ({ reference, keys: keys.map(keyId) })) };
}

/** Prints the public half of this hive's key. */
async function printKey(context: CommandContext): Promise<{ readonly id: string; readonly pem: string }> {
  const exchange = await (await context.openCatalog()).exchange();
  const key = await exchange.ownKey();
  context.print(key.pem.trimEnd());
  context.tell(context.colors.dim(`Its id is ${key.id}.`));
  return key;
}
