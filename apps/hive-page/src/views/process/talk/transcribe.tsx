import { useState } from 'preact/hooks';
import type { WorkerProcess } from 'rbee-hive-daemon/api';
import { inferencePath } from '../../../api/paths.js';
import { hive } from '../../../hive.js';
import { CopyButton } from '../../../parts/copy-button.js';
import { Icon } from '../../../parts/icon.js';
import { ErrorNote } from '../../../parts/notes.js';
import { speechOf } from '../../../state/read-file.js';
import { useBusy } from '../../../state/use-busy.js';
import { useRecorder } from '../../../state/use-recorder.js';

/** Turns speech into text: a recording of now, or a file. */
export function Transcribe({ process }: { readonly process: WorkerProcess }) {
  const { isBusy, problem, whileBusy } = useBusy();
  const [text, setText] = useState<string>();
  const isReady = process.state === 'healthy' && !isBusy;
  const take = (file: Blob) =>
    void whileBusy(async () => {
      setText(undefined);
      setText(await transcribe(process, file));
    });
  const recorder = useRecorder(take);
  return (
    <section class="chat" aria-label="Speech to text">
      <h2 class="small-heading">Speech to text</h2>
      <div class="actions">
        {recorder.isRecording ? (
          <button type="button" class="button button-danger" onClick={recorder.stop}>
            <Icon name="stop" />
            Stop recording
          </button>
        ) : (
          <button
            type="button"
            class="button button-primary"
            disabled={!isReady}
            onClick={() => whileBusy(recorder.start)}
          >
            <Icon name="microphone" />
            Record
          </button>
        )}
      </div>
      <DropField isReady={isReady} onFile={take} />
      <div role="status" class="transcript">
        {isBusy && 'Listening …'}
        {text !== undefined && <p class="breakable">{text === '' ? 'Nothing was heard.' : text}</p>}
        {text !== undefined && text !== '' && <CopyButton text={text} what="the text" />}
      </div>
      {problem && <ErrorNote error={problem} />}
    </section>
  );
}

interface DropFieldProps {
  readonly isReady: boolean;
  readonly onFile: (file: File) => void;
}

function DropField({ isReady, onFile }: DropFieldProps) {
  const [isOver, setOver] = useState(false);
  return (
    <label
      class={`drop ${isOver ? 'drop-over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer?.files[0];
        if (file && isReady) onFile(file);
      }}
    >
      <span>Drop a recording here, or choose one</span>
      <input
        type="file"
        accept="audio/*"
        disabled={!isReady}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file) onFile(file);
          currentTarget.value = '';
        }}
      />
    </label>
  );
}

async function transcribe(process: WorkerProcess, file: Blob): Promise<string> {
  const speech = await speechOf(file);
  const form = new FormData();
  form.set('file', speech, 'name' in file && speech === file ? String(file.name) : 'speech.wav');
  form.set('model', process.modelId ?? 'default');
  form.set('response_format', 'json');
  const response = await hive.send(inferencePath(process, 'audio/transcriptions'), {
    method: 'POST',
    body: form,
  });
  const { text } = (await response.json()) as { readonly text?: string };
  return (text ?? '').trim();
}
