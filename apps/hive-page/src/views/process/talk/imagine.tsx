import { useState } from 'preact/hooks';
import type { WorkerProcess } from 'rbee-hive-daemon/api';
import { inferencePath } from '../../../api/paths.js';
import { hive } from '../../../hive.js';
import { ErrorNote } from '../../../parts/notes.js';
import { useBusy } from '../../../state/use-busy.js';

const SIZES = ['512x512', '768x768', '1024x1024'] as const;

interface Picture {
  readonly prompt: string;
  readonly url: string;
}

/** Makes pictures from words. */
export function Imagine({ process }: { readonly process: WorkerProcess }) {
  const { isBusy, problem, whileBusy } = useBusy();
  const [prompt, setPrompt] = useState('');
  const [size, setSize] = useState<string>(SIZES[0]);
  const [picture, setPicture] = useState<Picture>();
  const isReady = process.state === 'healthy' && !isBusy && prompt.trim() !== '';
  return (
    <section class="chat" aria-label="Pictures">
      <h2 class="small-heading">Pictures</h2>
      <div class="canvas" aria-busy={isBusy}>
        {picture && <img src={picture.url} alt={picture.prompt} />}
        {isBusy && <span class="spinner" role="status" aria-label="The worker is drawing" />}
        {!picture && !isBusy && <p class="muted">What you describe appears here.</p>}
      </div>
      {picture && (
        <a class="button button-small" href={picture.url} download="picture.png">
          Save the picture
        </a>
      )}
      {problem && <ErrorNote error={problem} />}
      <form
        class="composer"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) void whileBusy(async () => setPicture(await draw(process, { prompt, size })));
        }}
      >
        <textarea
          rows={2}
          aria-label="Describe a picture"
          placeholder="A beehive in the snow"
          value={prompt}
          onInput={(event) => setPrompt(event.currentTarget.value)}
        />
        <div class="select">
          <select aria-label="Size" value={size} onChange={(event) => setSize(event.currentTarget.value)}>
            {SIZES.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </div>
        <button type="submit" class="button button-primary" disabled={!isReady}>
          Draw
        </button>
      </form>
    </section>
  );
}

interface Wish {
  readonly prompt: string;
  readonly size: string;
}

async function draw(process: WorkerProcess, { prompt, size }: Wish): Promise<Picture> {
  const response = await hive.send(inferencePath(process, 'images/generations'), {
    method: 'POST',
    body: { model: process.modelId ?? 'default', prompt, size, n: 1, response_format: 'b64_json' },
  });
  const { data = [] } = (await response.json()) as {
    readonly data?: readonly { readonly b64_json?: string }[];
  };
  const [first] = data;
  if (first?.b64_json === undefined) throw new Error('The worker sent no picture.');
  return { prompt, url: `data:image/png;base64,${first.b64_json}` };
}
