import type { WorkerProcess } from 'rbee-hive-daemon/api';
import { taskText } from '../../../model/start/launching.js';
import { Chat } from './chat.js';
import { Imagine } from './imagine.js';
import { Transcribe } from './transcribe.js';

/** The way to use a worker that fits what it does; one whose tasks are not known is taken to chat. */
export function Talk({ process }: { readonly process: WorkerProcess }) {
  const { tasks = [] } = process;
  if (tasks.length === 0 || tasks.includes('chat') || tasks.includes('completion'))
    return <Chat process={process} />;
  if (tasks.includes('transcription')) return <Transcribe process={process} />;
  if (tasks.includes('image')) return <Imagine process={process} />;
  return <OtherUse process={process} />;
}

/** What programs use and a page has no form for. */
function OtherUse({ process: { tasks = [], url, modelId } }: { readonly process: WorkerProcess }) {
  return (
    <section class="chat" aria-label="Using the worker">
      <h2 class="small-heading">{tasks.map(taskText).join(', ')}</h2>
      <p class="muted">
        Programs use it{modelId !== undefined && ` as ${modelId} under /v1 of the hive, or`} at{' '}
        <code>{url}</code>.
      </p>
    </section>
  );
}
