import { useState } from 'preact/hooks';
import { copyText } from '../state/copy-text.js';
import { Icon } from './icon.js';

interface CopyButtonProps {
  /** What goes to the clipboard. */
  readonly text: string;
  /** What it is, for the button's name: `Copy the address`. */
  readonly what: string;
}

/** Puts a text into the clipboard, and says that it has. */
export function CopyButton({ text, what }: CopyButtonProps) {
  const [said, setSaid] = useState('');
  return (
    <button
      type="button"
      class="button icon-button copy-button"
      aria-label={said === '' ? `Copy ${what}` : said}
      title={said === '' ? `Copy ${what}` : said}
      onClick={async () => {
        setSaid((await copyText(text)) ? 'Copied' : 'The browser did not allow it');
        setTimeout(() => setSaid(''), 2_000);
      }}
    >
      <Icon name={said === 'Copied' ? 'check' : 'copy'} />
    </button>
  );
}
