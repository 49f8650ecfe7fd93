import { useEffect, useRef, useState } from 'preact/hooks';
import type { WorkerProcess } from 'rbee-hive-daemon/api';
import { Icon } from '../../parts/icon.js';
import { ErrorNote } from '../../parts/notes.js';
import { type ChatState, useChat } from '../../state/use-chat.js';

/** Talks with a worker through the hive. */
export function Chat({ process }: { readonly process: WorkerProcess }) {
  const chat = useChat(process.id);
  const isHealthy = process.state === 'healthy';
  return (
    <section class="chat" aria-label="Chat with the worker">
      <h2 class="small-heading">Chat</h2>
      <Messages chat={chat} isHealthy={isHealthy} />
      {chat.error && <ErrorNote error={chat.error} />}
      <Composer chat={chat} isHealthy={isHealthy} />
    </section>
  );
}

interface ChatProps {
  readonly chat: ChatState;
  readonly isHealthy: boolean;
}

function Messages({ chat: { messages, isAnswering }, isHealthy }: ChatProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.scrollTo(0, list.current.scrollHeight);
  }, [messages]);
  return (
    <div
      class="chat-messages"
      role="log"
      aria-label="Messages of the chat"
      aria-busy={isAnswering}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard.
      tabIndex={0}
      ref={list}
    >
      {messages.length === 0 && (
        <p class="chat-empty muted">
          {isHealthy ? 'Write a message to the worker.' : 'You can chat while the worker is healthy.'}
        </p>
      )}
      {messages.map(({ role, content }, place) => (
        <div key={place} class={`message message-${role}`}>
          <span class="visually-hidden">{role === 'user' ? 'You: ' : 'Worker: '}</span>
          {content}
        </div>
      ))}
      {isAnswering && messages.at(-1)?.role === 'user' && (
        <div class="message message-assistant">
          <span class="spinner" aria-hidden="true" />
          <span class="visually-hidden">The worker is writing</span>
        </div>
      )}
    </div>
  );
}

function Composer({ chat, isHealthy }: ChatProps) {
  const [text, setText] = useState('');
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === '' || chat.isAnswering || !isHealthy) return;
        chat.send(text);
        setText('');
      }}
    >
      <textarea
        rows={1}
        aria-label="Message"
        placeholder="Message"
        disabled={!isHealthy}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
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
        <button type="submit" class="button button-primary" disabled={!isHealthy || text.trim() === ''}>
          <Icon name="send" />
          Send
        </button>
      )}
    </form>
  );
}
