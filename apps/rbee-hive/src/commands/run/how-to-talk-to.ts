import type { WorkerBinary } from '@rbee/worker-catalog';
import type { CommandContext } from '../../context.js';

/** What a person types to use a worker that is ready. That of another machine is reached through its hive. */
export function howToTalkTo(
  worker: WorkerBinary,
  url: string,
  { isElsewhere = false }: Partial<Pick<CommandContext, 'isElsewhere'>> = {},
): string[] {
  const body = '{"messages":[{"role":"user","content":"Hello"}],"stream":true}';
  // Not on the command line, which other users can read.
  const token = isElsewhere ? ` -H @- <<< "Authorization: Bearer $(cat TOKEN_FILE)"` : '';
  return [
    `${worker.id} is ready at ${url}. Talk to it:`,
    `  curl ${url}/health${token}`,
    `  curl -N ${url}/v1/chat/completions -H 'content-type: application/json' -d '${body}'${token}`,
  ];
}
