import { useEffect, useRef } from 'preact/hooks';
import { type Attachment, type ChatMessage, speedText } from '../../../model/talk/chat.js';
import { CopyButton } from '../../../parts/copy-button.js';
import { Icon } from '../../../parts/icon.js';
import type { ChatState } from '../../../state/use-chat.js';

interface MessagesProps {
  readonly chat: ChatState;
  readonly isHealthy: boolean;
  readonly onEdit: (place: number) => void;
}

/** What was said so far. */
export function Messages({ chat, isHealthy, onEdit }: MessagesProps) {
  const { messages, isAnswering } = chat;
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
      {messages.map((message, place) => (
        <Message key={place} message={message}>
          {!isAnswering && (
            <MessageTools message={message}>
              {message.role === 'user' && <Tool icon="edit" name="Edit" onClick={() => onEdit(place)} />}
              {message.role === 'assistant' && place === messages.length - 1 && (
                <Tool icon="retry" name="Answer again" onClick={chat.retry} />
              )}
            </MessageTools>
          )}
        </Message>
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

interface MessageProps {
  readonly message: ChatMessage;
  readonly children: preact.ComponentChildren;
}

function Message({ message: { role, content, thinking, attachments = [] }, children }: MessageProps) {
  return (
    <div class={`turn turn-${role}`}>
      {thinking !== undefined && (
        <details class="thinking" open={content === ''}>
          <summary>Thinking</summary>
          <p>{thinking}</p>
        </details>
      )}
      {(content !== '' || attachments.length > 0) && (
        <div class={`message message-${role}`}>
          <span class="visually-hidden">{role === 'user' ? 'You: ' : 'Worker: '}</span>
          {attachments.map((attachment) => (
            <Attached key={attachment.url} attachment={attachment} />
          ))}
          {content}
        </div>
      )}
      {children}
    </div>
  );
}

function Attached({ attachment: { kind, name, url } }: { readonly attachment: Attachment }) {
  if (kind === 'image') return <img class="attached" src={url} alt={name} />;
  return <span class="tag">{name}</span>;
}

function MessageTools({ message: { content, role, speed }, children }: MessageProps) {
  return (
    <div class="message-tools">
      {content !== '' && <CopyButton text={content} what={role === 'user' ? 'your message' : 'the answer'} />}
      {children}
      {speed && <span class="muted small">{speedText(speed)}</span>}
    </div>
  );
}

interface ToolProps {
  readonly icon: 'edit' | 'retry';
  readonly name: string;
  readonly onClick: () => void;
}

function Tool({ icon, name, onClick }: ToolProps) {
  return (
    <button type="button" class="button icon-button" aria-label={name} title={name} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}
