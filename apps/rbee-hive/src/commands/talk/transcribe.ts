import { openAsBlob } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '@rbee-internal/coded-error';
import { z } from 'zod';
import { readAnswer } from '../../daemon/client/request-daemon.js';
import { ensureDaemon } from '../../daemon/start-background-daemon.js';
import { CommandFailure } from '../../errors.js';
import { printable } from '../../output/printable.js';
import { chooseModel } from '../../talk/choose-model.js';
import { type AddCommand, command } from '../command.js';

const Transcription = z.object({ text: z.string() });

export const addTranscribe: AddCommand = (program, run) => {
  command(program, {
    name: 'transcribe',
    description: 'write out what is said in an audio file',
    examples: [['transcribe talk.wav', 'by the model that can do it, where one is served']],
  })
    .argument('<file>', 'the audio file')
    .option('--model <id>', 'which model (default: the only one that transcribes)')
    .option('--language <code>', 'the language spoken, such as en')
    .action((file: string, options: { readonly model?: string; readonly language?: string }) =>
      run(async (context) => {
        const { signal, print } = context;
        const audio = await openAudio(file);
        const { gateway } = await ensureDaemon(context);
        const model = options.model ?? (await chooseModel(gateway, 'transcription', signal));
        const form = new FormData();
        form.set('model', model);
        if (options.language !== undefined) form.set('language', options.language);
        form.set('file', audio, path.basename(file));
        const response = await gateway.ask('/audio/transcriptions', form, signal);
        const { text } = readAnswer(await response.text(), Transcription);
        print(text.trim().split('\n').map(printable).join('\n'));
        return { model, text };
      }),
    );
};

/** Before a model is started for it. @throws CommandFailure `FILE_UNREADABLE` */
async function openAudio(file: string): Promise<Blob> {
  try {
    const handle = await open(file);
    const isFile = await handle
      .stat()
      .then((stats) => stats.isFile())
      .finally(() => handle.close());
    if (!isFile) throw new TypeError('it is not a regular file');
    return await openAsBlob(file);
  } catch (error) {
    throw new CommandFailure({
      code: 'FILE_UNREADABLE',
      message: `${printable(file)} cannot be read: ${messageOf(error)}.`,
      hint: 'Check its path, from the folder that you are in.',
      cause: error,
    });
  }
}
