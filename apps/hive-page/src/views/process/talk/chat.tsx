import { useState } from 'preact/hooks';
import type { WorkerProcess } from 'rbee-hive-daemon/api';
import { processPath } from '../../../api/paths.js';
import type { Attachment } from '../../../model/talk/chat.js';
import { ErrorNote } from '../../../parts/notes.js';
import { useChat } from '../../../state/use-chat.js';
import { useResource } from '../../../state/use-resource.js';
import { Composer } from './composer.js';
import { Messages } from './messages.js';

/** Talks with a worker through the hive. */
export function Chat({ process }: { readonly process: WorkerProcess }) {
  const chat = useChat(process);
  const [text, setText] = useState('');
  const isHealthy = process.state === 'healthy';
  return (
    <section class="chat" aria-label="Chat with the worker">
      <div class="panel-head">
        <h2 class="small-heading">Chat</h2>
        {chat.messages.length > 0 && !chat.isAnswering && (
          <button type="button" class="button button-small button-quiet" onClick={chat.clear}>
            Clear
          </button>
        )}
      </div>
      <Messages chat={chat} isHealthy={isHealthy} onEdit={(place) => setText(chat.takeBack(place))} />
      {chat.error && <ErrorNote error={chat.error} onRetry={chat.retry} />}
      <Composer chat={chat} isHealthy={isHealthy} inputs={useInputs(process)} text={text} onText={setText} />
    </section>
  );
}

/** What a message may bring besides text: a projector makes a model see or hear, and llama.cpp says which. */
function useInputs({ id, state, settings }: WorkerProcess): readonly Attachment['kind'][] {
  const hasProjector = settings?.mmproj !== undefined;
  const props = useResource<{
    readonly modalities?: { readonly vision?: boolean; readonly audio?: boolean };
  }>(hasProjector && state === 'healthy' ? `${processPath(id)}/http/props` : undefined, { isRetried: false });
  if (!hasProjector) return [];
  const { vision = true, audio = false } = props.data?.modalities ?? {};
  return [...(vision ? (['image'] as const) : []), ...(audio ? (['audio'] as const) : [])];
}
