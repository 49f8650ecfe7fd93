import { lstat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { readAnswer } from '../../daemon/request-daemon.js';
import { ensureDaemon } from '../../daemon/start-background-daemon.js';
import { CommandFailure } from '../../errors.js';
import { printable } from '../../output/printable.js';
import { chooseModel } from '../../talk/choose-model.js';
import { type AddCommand, command } from '../command.js';

const Images = z.object({ data: z.array(z.object({ b64_json: z.base64() })).min(1) });

export const addImagine: AddCommand = (program, run) => {
  command(program, {
    name: 'imagine',
    description: 'make an image from a description',
    examples: [['imagine "a bee on a clover" --output bee.png', 'by the model that can do it']],
  })
    .argument('<prompt...>', 'what the image shows')
    .option('--model <id>', 'which model (default: the only one that makes images)')
    .option('--size <size>', 'width and height, such as 512x512')
    .option('--output <file>', 'the file to write; it must not exist', 'image.png')
    .action((prompt: string[], options: ImagineOptions) =>
      run(async (context) => {
        const { signal, print } = context;
        const file = path.resolve(options.output);
        await requireFree(file);
        const { gateway } = await ensureDaemon(context);
        const model = options.model ?? (await chooseModel(gateway, 'image', signal));
        const size = options.size === undefined ? {} : { size: options.size };
        const body = { model, prompt: prompt.join(' '), n: 1, response_format: 'b64_json', ...size };
        const response = await gateway.ask('/images/generations', body, signal);
        const [image] = readAnswer(await response.text(), Images).data;
        await writeFile(file, Buffer.from(image?.b64_json ?? '', 'base64'), { flag: 'wx' });
        print(file);
        return { model, file };
      }),
    );
};

interface ImagineOptions {
  readonly model?: string;
  readonly size?: string;
  readonly output: string;
}

/** Before minutes are spent on an image that could not be written. @throws CommandFailure `FILE_EXISTS` */
async function requireFree(file: string): Promise<void> {
  if ((await lstat(file).catch(() => undefined)) === undefined) return;
  throw new CommandFailure({
    code: 'FILE_EXISTS',
    message: `${printable(file)} is there already.`,
    hint: 'Name another file with --output.',
  });
}
