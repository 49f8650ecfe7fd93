import { copyFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { FilesystemCatalog } from '@rbee/artifact-catalog';
import { type Voice, voiceCodec } from './voice.js';

const [command, id = '', file = '', language = 'en'] = process.argv.slice(2);
const catalog = await FilesystemCatalog.open({ root: path.resolve('voices'), codec: voiceCodec });

if (command === 'add') await add();
else if (command === 'remove') await catalog.remove(id);
else for (const voice of await catalog.list()) console.log(voice.id, voice.language, voice.size);
for (const { folder, code, message } of await catalog.problems()) console.error(folder, code, message);

async function add(): Promise<void> {
  const staging = await catalog.createStagingFolder();
  try {
    await copyFile(file, path.join(staging.path, 'voice.onnx'));
    const voice: Voice = {
      id,
      language,
      sampleRate: 22_050,
      path: path.join(catalog.folderOf(id), 'voice.onnx'),
      size: (await stat(file)).size,
      status: 'Available',
      addedAt: new Date().toISOString(),
    };
    await catalog.promote(staging.path, voice, { record: true });
  } finally {
    await staging.dispose();
  }
}
