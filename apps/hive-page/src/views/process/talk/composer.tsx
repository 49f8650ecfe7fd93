import { useState } from 'preact/hooks';
import type { Attachment } from '../../../model/talk/chat.js';
import { Icon } from '../../../parts/icon.js';
import { ErrorNote } from '../../../parts/notes.js';
import { dataUrlOf, speechOf } from '../../../state/read-file.js';
import { useBusy } from '../../../state/use-busy.js';
import type { ChatState } from '../../../state/use-chat.js';

interface ComposerProps {
  readonly chat: ChatState;
  readonly isHealthy: boolean;
  /** What a message may bring besides text. */
  readonly inputs: readonly Attachment['kind'][];
  readonly text: string;
  readonly onText: (text: string) => void;
}

/** Where a message is written. Enter sends it, Shift and Enter begin a line. */
export function Composer({ chat, isHealthy, inputs, text, onText }: ComposerProps) {
  const [attached, setAttached] = useState<readonly Attachment[]>([]);
  const isEmpty = text.trim() === '' && attached.length === 0;
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        if (isEmpty || chat.isAnswering || !isHealthy) return;
        chat.send(text, attached);
        onText('');
        setAttached([]);
      }}
    >
      {inputs.length > 0 && <Attach inputs={inputs} attached={attached} onChange={setAttached} />}
      <textarea
        rows={1}
        aria-label="Message"
        placeholder="Message"
        disabled={!isHealthy}
        value={text}
        onInput={(event) => onText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          event.currentTarget.form?.requestSubmit();
        }}
      />
      {chat.isAnswering ? (
        <button type="button" class="button" onClick={chat.stop}>
          <Icon name="stop" />
          Stop
        </button>
      ) : (
        <button type="submit" class="button button-primary" disabled={!isHealthy || isEmpty}>
          <Icon name="send" />
          Send
        </button>
      )}
    </form>
  );
}

interface AttachProps {
  readonly inputs: readonly Attachment['kind'][];
  readonly attached: readonly Attachment[];
  readonly onChange: (attached: readonly Attachment[]) => void;
}

function Attach({ inputs, attached, onChange }: AttachProps) {
  const { problem, whileBusy } = useBusy();
  const name = inputs.includes('audio') ? 'Attach a picture or recording' : 'Attach a picture';
  return (
    <div class="attach">
      <label class="button icon-button" title={name}>
        <Icon name="attach" />
        <input
          type="file"
          class="visually-hidden"
          aria-label={name}
          accept={inputs.map((kind) => `${kind}/*`).join(',')}
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            if (file) void whileBusy(async () => onChange([...attached, await attachmentOf(file)]));
            currentTarget.value = '';
          }}
        />
      </label>
      {attached.map(({ name: fileName, url }) => (
        <span key={url} class="tag">
          {fileName}
          <button
            type="button"
            class="button icon-button"
            aria-label={`Remove ${fileName}`}
            onClick={() => onChange(attached.filter((one) => one.url !== url))}
          >
            <Icon name="cross" />
          </button>
        </span>
      ))}
      {problem && <ErrorNote error={problem} />}
    </div>
  );
}

async function attachmentOf(file: File): Promise<Attachment> {
  const kind = file.type.startsWith('audio/') ? 'audio' : 'image';
  const url = await dataUrlOf(kind === 'audio' ? await speechOf(file) : file);
  return { kind, name: file.name, url };
}
