#include "completions.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "json.h"

/* Where the two endpoints differ. The texts are parts of a choice, and `open` and `close` surround a string. */
struct kind {
    struct refusal (*read)(const struct json *root, struct buffer *answer, size_t *prompt_tokens);
    const char *id;
    const char *object;
    const char *chunk_object;
    const char *open;
    const char *chunk_open;
    const char *close;
    const char *first_chunk; /* or NULL */
    const char *last_chunk;
};

struct completion {
    const struct kind *kind;
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

/* A message's content: a string, parts of type "text", or null (an assistant's message may have none). */
static bool append_content(struct buffer *buffer, const struct json *content)
{
    if (content == NULL || content->type == JSON_NULL)
        return true;
    if (content->type == JSON_STRING)
        append(buffer, content->string);
    else if (content->type != JSON_ARRAY)
        return false;
    for (const struct json *part = content->first; part != NULL; part = part->next) {
        const struct json *type = member(part, "type");
        const struct json *text = member(part, "text");
        if (!json_is(type, JSON_STRING) || !text_is(type->string, "text") || !json_is(text, JSON_STRING))
            return false;
        append(buffer, text->string);
    }
    return true;
}

static struct refusal read_chat(const struct json *root, struct buffer *answer, size_t *prompt_tokens)
{
    const struct json *messages = member(root, "messages");
    const struct json *last = NULL;

    if (!json_is(messages, JSON_ARRAY))
        return refuse(400, "\"messages\" must be an array.");
    for (const struct json *each = messages->first; each != NULL; each = each->next) {
        const struct json *role = member(each, "role");
        answer->length = 0;
        if (!json_is(role, JSON_STRING) || !append_content(answer, member(each, "content")))
            return refuse(400, "A message needs a \"role\" and a \"content\" of text.");
        *prompt_tokens += count_words(text_of(answer));
        if (text_is(role->string, "user"))
            last = each;
    }
    if (last == NULL)
        return refuse(400, "\"messages\" holds no message of the user.");
    answer->length = 0;
    append_content(answer, member(last, "content"));
    return ACCEPTED;
}

static struct refusal read_prompt(const struct json *root, struct buffer *answer, size_t *prompt_tokens)
{
    const struct json *prompt = member(root, "prompt");

    if (json_is(prompt, JSON_ARRAY) && prompt->first != NULL && prompt->first->next == NULL)
        prompt = prompt->first;
    if (!json_is(prompt, JSON_STRING))
        return refuse(400, "\"prompt\" must be a string, or an array of one string.");
    append(answer, prompt->string);
    *prompt_tokens = count_words(prompt->string);
    return ACCEPTED;
}

/* All of an answer that comes before the content of its one choice. */
static void append_beginning(struct buffer *out, const struct completion *completion, const char *object)
{
    append_format(out,
                  "{\"id\":\"%s-%lld-%lu\",\"object\":\"%s\",\"created\":%lld,\"model\":\"" MODEL
                  "\",\"choices\":[{\"index\":0,\"logprobs\":null,",
                  completion->kind->id, completion->created, completion->number, object, completion->created);
}

static void send_whole(const struct request *request, const struct completion *completion)
{
    size_t tokens = count_words(text_of(&completion->answer));
    struct buffer out = {0};

    append_beginning(&out, completion, completion->kind->object);
    append(&out, as_text(completion->kind->open));
    append_json_string(&out, text_of(&completion->answer));
    append_format(&out,
                  "%s,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":%zu,"
                  "\"completion_tokens\":%zu,\"total_tokens\":%zu}}",
                  completion->kind->close, completion->prompt_tokens, tokens,
                  completion->prompt_tokens + tokens);
    send_json(request, text_of(&out));
    free(out.data);
}

static void append_event(struct buffer *out, const struct completion *completion, struct text content)
{
    bool is_last = text_is(content, completion->kind->last_chunk);

    append(out, as_text("data: "));
    append_beginning(out, completion, completion->kind->chunk_object);
    append(out, content);
    append_format(out, ",\"finish_reason\":%s}]}\n\n", is_last ? "\"stop\"" : "null");
}

static bool send_piece(const struct request *request, const struct completion *completion, struct text piece)
{
    struct buffer content = {0}, out = {0};

    append(&content, as_text(completion->kind->chunk_open));
    append_json_string(&content, piece);
    append(&content, as_text(completion->kind->close));
    append_event(&out, completion, text_of(&content));
    bool sent = send_text(request, text_of(&out));
    free(content.data);
    free(out.data);
    return sent;
}

/* "[DONE]" tells the client that the stream is whole. */
static void send_stream(const struct request *request, const struct completion *completion)
{
    struct text rest = text_of(&completion->answer);
    struct buffer first = {0}, last = {0};

    if (completion->kind->first_chunk != NULL)
        append_event(&first, completion, as_text(completion->kind->first_chunk));
    append_event(&last, completion, as_text(completion->kind->last_chunk));
    append(&last, as_text("data: [DONE]\n\n"));
    bool sent = begin_stream(request) && send_text(request, text_of(&first));
    while (sent && rest.length > 0) {
        struct text piece = next_piece(rest);
        sent = send_piece(request, completion, piece);
        rest = without(rest, piece);
    }
    if (sent)
        send_text(request, text_of(&last));
    free(first.data);
    free(last.data);
}

static struct refusal complete(const struct request *request, struct completion *completion,
                               const struct json *root)
{
    const struct json *stream = member(root, "stream");
    const struct json *model = member(root, "model");

    if (!json_is(root, JSON_OBJECT))
        return refuse(400, "The body must be a JSON object.");
    if (model != NULL && model->type != JSON_STRING)
        return refuse(400, "\"model\" must be a string.");
    if (stream != NULL && stream->type > JSON_TRUE)
        return refuse(400, "\"stream\" must be true or false.");
    struct refusal refusal = completion->kind->read(root, &completion->answer, &completion->prompt_tokens);
    if (refusal.status != 0)
        return refusal;
    if (json_is(stream, JSON_TRUE))
        send_stream(request, completion);
    else
        send_whole(request, completion);
    return ACCEPTED;
}

static struct refusal answer_completion(const struct request *request, const struct kind *kind)
{
    static atomic_ulong count;
    struct completion completion = {.kind = kind, .created = (long long)time(NULL)};
    struct json *root = read_json(request->body, request->body_length);

    if (root == NULL)
        return refuse(400, "The body is not JSON, or nested too deeply.");
    completion.number = atomic_fetch_add(&count, 1) + 1;
    struct refusal refusal = complete(request, &completion, root);
    free(completion.answer.data);
    free(root);
    return refusal;
}

struct refusal answer_chat_completion(const struct request *request)
{
    static const struct kind chat = {
        .read = read_chat,
        .id = "chatcmpl",
        .object = "chat.completion",
        .chunk_object = "chat.completion.chunk",
        .open = "\"message\":{\"role\":\"assistant\",\"content\":",
        .chunk_open = "\"delta\":{\"content\":",
        .close = "}",
        .first_chunk = "\"delta\":{\"role\":\"assistant\",\"content\":\"\"}",
        .last_chunk = "\"delta\":{}",
    };
    return answer_completion(request, &chat);
}

struct refusal answer_text_completion(const struct request *request)
{
    static const struct kind text = {
        .read = read_prompt,
        .id = "cmpl",
        .object = "text_completion",
        .chunk_object = "text_completion",
        .open = "\"text\":",
        .chunk_open = "\"text\":",
        .close = "",
        .last_chunk = "\"text\":\"\"",
    };
    return answer_completion(request, &text);
}
