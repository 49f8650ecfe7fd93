import path from 'node:path';
import type { Command } from 'commander';
import { addWorker } from '../author/add-worker.js';
import { importRecipe } from '../author/import-recipe.js';
import { newWorker } from '../author/new-worker.js';
import { yankWorker } from '../author/yank-worker.js';
import { type WorkersFlag, workersOption } from './settings.js';

/** The commands of who keeps a folder of workers: `new`, `import`, `add`, `yank`, `unyank`. */
export function addAuthorCommands(program: Command): void {
  addNew(program);
  addImport(program);
  addAdd(program);
  addYank(program);
}

function addNew(program: Command): void {
  program
    .command('new <id>')
    .description('create the folder of a new worker, with a recipe that passes the checks')
    .addOption(workersOption())
    .action(async (id: string, flags: WorkersFlag) => {
      const folder = await newWorker(id, flags);
      const below = path.relative('', folder);
      console.log(`Created ${below.startsWith('..') ? folder : below}`);
    });
}

function addImport(program: Command): void {
  program
    .command('import <pkgbuild>')
    .description('draft the entry of a worker from a PKGBUILD, which is copied unchanged')
    .addOption(workersOption())
    .option('--id <id>', 'its id (default: the pkgbase of the recipe)')
    .action(async (file: string, flags: WorkersFlag & { readonly id?: string }) => {
      const { folder, open } = await importRecipe(path.resolve(file), flags);
      console.log(`Created ${folder}`);
      for (const each of open) console.log(`  look at ${each}`);
    });
}

const PLACES = {
  current: 'is current',
  former: 'is a former version',
  same: 'is unchanged',
};

function addAdd(program: Command): void {
  program
    .command('add <folder>')
    .description('check a worker and add it to the folder of workers; the version before it is kept')
    .addOption(workersOption())
    .action(async (folder: string, flags: WorkersFlag) => {
      const { id, version, place } = await addWorker(folder, flags);
      console.log(`${id} ${version} ${PLACES[place]}`);
    });
}

function addYank(program: Command): void {
  program
    .command('yank <id[@version]>')
    .description('withdraw a version, so that it is no longer offered')
    .addOption(workersOption())
    .requiredOption('--reason <text>', 'why; shown to those who ask for it')
    .action(async (wanted: string, flags: WorkersFlag & { readonly reason: string }) =>
      console.log(`${await yankWorker(wanted, flags)} is withdrawn`),
    );
  program
    .command('unyank <id[@version]>')
    .description('offer a withdrawn version again')
    .addOption(workersOption())
    .action(async (wanted: string, flags: WorkersFlag) =>
      console.log(`${await yankWorker(wanted, { workers: flags.workers })} is offered again`),
    );
}
