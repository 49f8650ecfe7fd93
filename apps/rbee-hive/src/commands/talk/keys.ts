import { NewGatewayKey } from 'rbee-hive-daemon/api';
import { requireDaemon } from '../../daemon/require-daemon.js';
import { formatTable } from '../../output/format-table.js';
import { type AddCommand, command } from '../command.js';
import { fieldOption, helpOf } from '../options/field-option.js';
import { parseCount } from '../options/option-parsers.js';

export const addKeys: AddCommand = (program, run) => {
  const { name, requestsPerMinute } = NewGatewayKey.shape;
  const keys = command(program, {
    name: 'keys',
    description: 'keys for clients of the gateway, such as an editor: they open inference and nothing else',
    examples: [
      ['keys create my-editor', 'a key, shown only now'],
      ['keys list', 'the names of all keys'],
      ['keys revoke my-editor', 'from now on it opens nothing'],
    ],
  });
  keys
    .command('create')
    .description('create a key; it is shown only now')
    .argument('<name>', helpOf(name))
    .addOption(fieldOption('--requests-per-minute <count>', requestsPerMinute, parseCount))
    .action((key: string, options: { readonly requestsPerMinute?: number }) =>
      run(async (context) => {
        const daemon = await requireDaemon(context);
        const created = await daemon.gateway.createKey({ ...options, name: key }, context.signal);
        context.tell(
          `Clients send it as "Authorization: Bearer KEY" to ${daemon.url}/v1. It is shown only now:`,
        );
        context.print(created.key);
        return { key: created };
      }),
    );
  keys
    .command('list')
    .description('list the keys, without what they are made of')
    .action(() =>
      run(async (context) => {
        const listed = await (await requireDaemon(context)).gateway.keys(context.signal);
        const rows = listed.map((key) => [
          key.name,
          `${key.prefix}…`,
          String(key.requestsPerMinute),
          key.createdAt,
        ]);
        if (rows.length === 0) context.tell('There are no keys: rbee-hive keys create NAME creates one.');
        else
          for (const line of await formatTable([['NAME', 'KEY', 'PER MINUTE', 'CREATED'], ...rows]))
            context.print(line);
        return { keys: listed };
      }),
    );
  keys
    .command('revoke')
    .description('revoke a key: from now on it opens nothing')
    .argument('<name>', 'name of the key')
    .action((key: string) =>
      run(async (context) => {
        await (await requireDaemon(context)).gateway.revokeKey(key, context.signal);
        context.tell(`${context.colors.green('✓')} Revoked ${key}.`);
        return { revoked: [key] };
      }),
    );
};
