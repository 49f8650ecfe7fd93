import type { WorkerBinary } from '@rbee/worker-catalog';

/** What a person types to use a worker that is ready. */
export function howToTalkTo(worker: WorkerBinary, url: string): string[] {
  const body = '{"messages":[{"role":"user","content":"Hello"}],"stream":true}';
  return [
    `${worker.id} is ready at ${url}. Talk to it:`,
    `  curl ${url}/health`,
    `  curl -N ${url}/v1/chat/completions -H 'content-type: application/json' -d '${body}'`,
  ];
}
