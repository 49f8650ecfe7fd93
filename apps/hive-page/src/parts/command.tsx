import { CopyButton } from './copy-button.js';

/** A command for a terminal, to copy. */
export function Command({ text }: { readonly text: string }) {
  return (
    <p class="command">
      <code class="breakable">{text}</code>
      <CopyButton text={text} what="the command" />
    </p>
  );
}
