import { ensureDaemon } from '../../daemon/start-background-daemon.js';
import { talk } from '../../talk/talk.js';
import { type AddCommand, command } from '../command.js';

export const addChat: AddCommand = (program, run) => {
  command(program, {
    name: 'chat',
    description: 'talk to a model that the daemon serves; /bye ends it',
    examples: [
      ['chat qwen', 'a conversation'],
      ['chat qwen "Why is the sky blue?"', 'one answer'],
    ],
  })
    .argument('<model>', 'id of a model, as rbee-hive run or spawn --model gave it')
    .argument('[prompt...]', 'what to ask; without it a conversation begins')
    .option('--once', 'end after the first answer; the question may come on standard input')
    .action((model: string, prompt: string[], { once }: { readonly once?: boolean }) =>
      run(async (context) => {
        const daemon = await ensureDaemon(context);
        return talk({ gateway: daemon.gateway, model, prompt: prompt.join(' '), once }, context);
      }),
    );
};
