#include "completions.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "json.h"

enum event { ROLE, PIECE, END };

struct completion {
    bool is_chat;
    bool is_stream;
    unsigned long number;
    long long created;
    size_t prompt_tokens;
    struct buffer answer;
};

/* The next word with the white space before it. All pieces together are the text. */
static struct text next_piece(struct text rest)
{
    size_t end = 0;

    while (end < rest.length && memchr(" \t\r\n", rest.data[end], 4) != NULL)
        end++;
    while (end < rest.length && memchr(" \t\r\n", rest.data[end], 4) == NULL)
        end++;
    return (struct text){rest.data, end};
}

static struct text without(struct text text, struct text start)
{
    return (struct text){text.data + start.length, text.length - start.length};
}

static size_t count_words(struct text text)
{
    size_t words = 0;

    while (text.length > 0) {
        struct text piece = next_piece(text);
        words += memchr(" \t\r\n", piece.data[piece.length - 1], 4) == NULL;
        text = without(text, piece);
    }
    return words;
}

/* Whether the object has such a member that is a string. */
static bool append_member(struct buffer *buffer, const char *object, const char *name)
{
    const char *value = member(object, name);

    if (begins(value, '"'))
        append_json_value(buffer, value);
    return begins(value, '"');
}

/* A message's content: a string, parts that are text, or null (an assistant's message may have none). */
static bool append_content(struct buffer *buffer, const char *content)
{
    bool is_text = true;

    if (content == NULL || *content == 'n')
        return true;
    if (*content == '"')
        append_json_value(buffer, content);
    if (*content != '[')
        return *content == '"';
    for (const char *part = first_item(content); is_text && part != NULL; part = next_item(part))
        is_text = append_member(buffer, part, "text");
    return is_text;
}

static struct refusal read_messages(const char *root, struct completion *completion)
{
    const char *messages = member(root, "messages");
    struct buffer content = {0}, role = {0};
    bool is_asked = false, is_valid = true;

    if (!begins(messages, '['))
        return refuse(BAD_REQUEST, "\"messages\" must be an array.");
    for (const char *each = first_item(messages); is_valid && each != NULL; each = next_item(each)) {
        role.length = content.length = 0;
        is_valid = append_member(&role, each, "role") && append_content(&content, member(each, "content"));
        completion->prompt_tokens += count_words(text_of(&content));
        if (text_is(text_of(&role), "user")) {
            is_asked = true;
            completion->answer.length = 0;
            append(&completion->answer, text_of(&content));
        }
    }
    free(content.data);
    free(role.data);
    if (!is_valid)
        return refuse(BAD_REQUEST, "A message needs a \"role\" and a \"content\" of text.");
    return is_asked ? ACCEPTED : refuse(BAD_REQUEST, "\"messages\" holds no message of the user.");
}

static struct refusal read_prompt(const char *root, struct completion *completion)
{
    const char *prompt = member(root, "prompt");

    if (begins(prompt, '[') && begins(first_item(prompt), '"') && next_item(first_item(prompt)) == NULL)
        prompt = first_item(prompt);
    if (!begins(prompt, '"'))
        return refuse(BAD_REQUEST, "\"prompt\" must be a string, or an array of one string.");
    append_json_value(&completion->answer, prompt);
    completion->prompt_tokens = count_words(text_of(&completion->answer));
    return ACCEPTED;
}

static struct refusal read_completion(const char *root, struct completion *completion)
{
    const char *stream = member(root, "stream");
    const char *model = member(root, "model");

    if (*root != '{')
        return refuse(BAD_REQUEST, "The body must be a JSON object.");
    if (model != NULL && *model != '"')
        return refuse(BAD_REQUEST, "\"model\" must be a string.");
    if (stream != NULL && strchr("tfn", *stream) == NULL)
        return refuse(BAD_REQUEST, "\"stream\" must be true or false.");
    completion->is_stream = begins(stream, 't');
    return completion->is_chat ? read_messages(root, completion) : read_prompt(root, completion);
}

/* All of an answer that comes before the content of its one choice. */
static void append_beginning(struct buffer *out, const struct completion *completion)
{
    const char *id = completion->is_chat ? "chatcmpl" : "cmpl";
    const char *object = !completion->is_chat    ? "text_completion"
                         : completion->is_stream ? "chat.completion.chunk"
                                                 : "chat.completion";

    append_format(out, "{\"id\":\"%s-%lld-%lu\",", id, completion->created, completion->number);
    append_format(out, "\"object\":\"%s\",\"created\":%lld,", object, completion->created);
    append(out, as_text("\"model\":\"" MODEL "\",\"choices\":[{\"index\":0,\"logprobs\":null,"));
}

static void send_whole(const struct request *request, const struct completion *completion)
{
    bool is_chat = completion->is_chat;
    size_t prompt = completion->prompt_tokens, answer = count_words(text_of(&completion->answer));
    struct buffer out = {0};

    append_beginning(&out, completion);
    append_format(&out, is_chat ? "\"message\":{\"role\":\"assistant\",\"content\":" : "\"text\":");
    append_json_string(&out, text_of(&completion->answer));
    append_format(&out, "%s,\"finish_reason\":\"stop\"}],", is_chat ? "}" : "");
    append_format(&out, "\"usage\":{\"prompt_tokens\":%zu,\"completion_tokens\":%zu,\"total_tokens\":%zu}}",
                  prompt, answer, prompt + answer);
    send_json(request, text_of(&out));
    free(out.data);
}

static void append_event(struct buffer *out, const struct completion *completion, enum event event,
                         struct text piece)
{
    append_format(out, "data: ");
    append_beginning(out, completion);
    if (!completion->is_chat)
        append_format(out, "\"text\":");
    else if (event == ROLE)
        append_format(out, "\"delta\":{\"role\":\"assistant\",\"content\":");
    else
        append_format(out, event == PIECE ? "\"delta\":{\"content\":" : "\"delta\":{");
    if (!completion->is_chat || event != END)
        append_json_string(out, piece);
    append_format(out, completion->is_chat ? "}" : "");
    append_format(out, ",\"finish_reason\":%s}]}\n\n", event == END ? "\"stop\"" : "null");
}

/* "[DONE]" tells the client that the stream is whole. */
static void send_stream(const struct request *request, const struct completion *completion)
{
    struct text rest = text_of(&completion->answer);
    struct buffer out = {0};
    bool sent = begin_stream(request);

    if (completion->is_chat)
        append_event(&out, completion, ROLE, as_text(""));
    while (sent && rest.length > 0) {
        struct text piece = next_piece(rest);
        append_event(&out, completion, PIECE, piece);
        sent = send_text(request, text_of(&out));
        out.length = 0;
        rest = without(rest, piece);
    }
    append_event(&out, completion, END, as_text(""));
    append(&out, as_text("data: [DONE]\n\n"));
    if (sent)
        send_text(request, text_of(&out));
    free(out.data);
}

static struct refusal answer_completion(const struct request *request, bool is_chat)
{
    static atomic_ulong count;
    struct completion completion = {.is_chat = is_chat, .created = (long long)time(NULL)};

    if (!is_json(request->body, request->body_length))
        return refuse(BAD_REQUEST, "The body is not JSON, or nested too deeply.");
    completion.number = atomic_fetch_add(&count, 1) + 1;
    const char *root = request->body + strspn(request->body, " \t\r\n");
    struct refusal refusal = read_completion(root, &completion);
    if (refusal.status == NULL && completion.is_stream)
        send_stream(request, &completion);
    else if (refusal.status == NULL)
        send_whole(request, &completion);
    free(completion.answer.data);
    return refusal;
}

struct refusal answer_chat_completion(const struct request *request)
{
    return answer_completion(request, true);
}

struct refusal answer_text_completion(const struct request *request)
{
    return answer_completion(request, false);
}
