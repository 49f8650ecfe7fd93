/*
 * echo-worker-cpu: a stand-in for an inference server. Its one model, "echo", answers with the last user
 * message or the prompt it was given. It needs no weights and no accelerator, and it keeps the worker
 * contract: --port, --queen-url, --version, GET /health, OpenAI's completion endpoints with and without
 * streaming, and heartbeats.
 *
 * Heartbeats: with --queen-url URL it posts {"worker_id","status","url","timestamp"} to
 * URL/v1/worker-heartbeat at the start and then every --heartbeat-seconds. A failure is printed once, and
 * again only after a success in between; the next beat is sent all the same.
 *
 * One request a connection, one thread a connection, both bounded. Every wait has a deadline, every buffer
 * a limit. A "token" in the usage counts is a word.
 *
 * Portable C11 and POSIX.1-2008: Linux and macOS.
 */
#ifdef __APPLE__
#define _DARWIN_C_SOURCE
#else
#define _POSIX_C_SOURCE 200809L
#endif

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define NAME "echo-worker-cpu"
#define VERSION "0.1.0"
#define MODEL "echo"

/* How long a client may take for the head of its request, and again for the body. */
#ifndef REQUEST_MS
#define REQUEST_MS (10 * 1000)
#endif

enum {
    MAX_THREADS = 1 + 64, /* the heartbeat and the connections */
    MAX_HEAD_BYTES = 16 * 1024,
    MAX_BODY_BYTES = 1024 * 1024,
    MAX_JSON_VALUES = 64 * 1024,
    MAX_JSON_DEPTH = 64,
    MAX_LINGER_BYTES = 16 * 1024 * 1024,
    ANSWER_MS = 60 * 1000,
    LINGER_MS = 2 * 1000,
    HEARTBEAT_MS = 5 * 1000,
    BURST_MS = 250,
    STOP_MS = 3 * 1000,
};

struct text {
    const char *data;
    size_t length;
};

struct buffer {
    char *data;
    size_t length;
    size_t capacity;
};

/* Buffers. */

static void *must(void *allocated)
{
    if (allocated == NULL) {
        fputs(NAME ": out of memory\n", stderr);
        exit(1);
    }
    return allocated;
}

static void append(struct buffer *buffer, const char *data, size_t length)
{
    if (length == 0)
        return;
    if (length > buffer->capacity - buffer->length) {
        size_t capacity = buffer->capacity == 0 ? 256 : buffer->capacity;
        while (capacity - buffer->length < length)
            capacity *= 2;
        buffer->data = must(realloc(buffer->data, capacity));
        buffer->capacity = capacity;
    }
    memcpy(buffer->data + buffer->length, data, length);
    buffer->length += length;
}

static void append_text(struct buffer *buffer, const char *text)
{
    append(buffer, text, strlen(text));
}

/* Only for short results, such as numbers: what is longer than the line is cut. */
static void append_format(struct buffer *buffer, const char *format, ...)
{
    char line[1024];
    va_list arguments;

    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (length > 0)
        append(buffer, line, (size_t)length < sizeof line ? (size_t)length : sizeof line - 1);
}

/* Appends valid UTF-8 as a JSON string, quotes included. */
static void append_json_string(struct buffer *buffer, struct text text)
{
    append(buffer, "\"", 1);
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];

        if (c == '"' || c == '\\')
            append_format(buffer, "\\%c", c);
        else if (c == '\n')
            append_text(buffer, "\\n");
        else if (c == '\r')
            append_text(buffer, "\\r");
        else if (c == '\t')
            append_text(buffer, "\\t");
        else if ((unsigned char)c < 0x20 || c == 0x7f)
            append_format(buffer, "\\u%04x", (unsigned)(unsigned char)c);
        else
            append(buffer, &c, 1);
    }
    append(buffer, "\"", 1);
}

/* JSON (RFC 8259). */

/* In this order: what may stand for a boolean comes first. */
enum json_type { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json {
    enum json_type type;
    struct text string; /* a string's value */
    struct text key;    /* the name of an object's member */
    struct json *first; /* of an array or object */
    struct json *next;
};

/* Strings are decoded in place: their value is never longer than their text. */
struct json_reader {
    char *at;
    char *end;
    struct json *values;
    size_t used;
    int depth;
};

static bool read_value(struct json_reader *reader, struct json **value);

static void skip_space(struct json_reader *reader)
{
    while (reader->at < reader->end && memchr(" \t\r\n", *reader->at, 4) != NULL)
        reader->at++;
}

static bool take(struct json_reader *reader, char expected)
{
    if (reader->at == reader->end || *reader->at != expected)
        return false;
    reader->at++;
    return true;
}

static bool take_word(struct json_reader *reader, const char *word)
{
    size_t length = strlen(word);

    if ((size_t)(reader->end - reader->at) < length || memcmp(reader->at, word, length) != 0)
        return false;
    reader->at += length;
    return true;
}

/* The length of the well-formed UTF-8 sequence at the start of the text (RFC 3629), or 0. */
static size_t utf8_length(const char *text, size_t available)
{
    const unsigned char *byte = (const unsigned char *)text;
    unsigned char first = byte[0];
    size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;

    if ((first >= 0x80 && first < 0xc2) || first > 0xf4 || length > available)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((byte[i] & 0xc0) != 0x80)
            return 0;
    if ((first == 0xe0 && byte[1] < 0xa0) || (first == 0xed && byte[1] > 0x9f))
        return 0;
    if ((first == 0xf0 && byte[1] < 0x90) || (first == 0xf4 && byte[1] > 0x8f))
        return 0;
    return length;
}

static char *write_utf8(char *to, unsigned code_point)
{
    if (code_point < 0x80) {
        *to++ = (char)code_point;
    } else if (code_point < 0x800) {
        *to++ = (char)(0xc0 | code_point >> 6);
        *to++ = (char)(0x80 | (code_point & 0x3f));
    } else if (code_point < 0x10000) {
        *to++ = (char)(0xe0 | code_point >> 12);
        *to++ = (char)(0x80 | (code_point >> 6 & 0x3f));
        *to++ = (char)(0x80 | (code_point & 0x3f));
    } else {
        *to++ = (char)(0xf0 | code_point >> 18);
        *to++ = (char)(0x80 | (code_point >> 12 & 0x3f));
        *to++ = (char)(0x80 | (code_point >> 6 & 0x3f));
        *to++ = (char)(0x80 | (code_point & 0x3f));
    }
    return to;
}

static bool read_hex4(struct json_reader *reader, unsigned *code)
{
    *code = 0;
    if (reader->end - reader->at < 4)
        return false;
    for (int i = 0; i < 4; i++) {
        char c = *reader->at;
        unsigned digit;

        if (c >= '0' && c <= '9')
            digit = (unsigned)(c - '0');
        else if (c >= 'a' && c <= 'f')
            digit = (unsigned)(c - 'a') + 10;
        else if (c >= 'A' && c <= 'F')
            digit = (unsigned)(c - 'A') + 10;
        else
            return false;
        *code = *code << 4 | digit;
        reader->at++;
    }
    return true;
}

/* What follows "\u": one unit, or a surrogate pair. Half a pair becomes U+FFFD, which UTF-8 can hold. */
static bool read_unicode_escape(struct json_reader *reader, char **to)
{
    unsigned high, low;

    if (!read_hex4(reader, &high))
        return false;
    if (high >= 0xd800 && high <= 0xdbff) {
        char *after_high = reader->at;

        if (take_word(reader, "\\u")) {
            if (!read_hex4(reader, &low))
                return false;
            if (low >= 0xdc00 && low <= 0xdfff) {
                *to = write_utf8(*to, 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
                return true;
            }
        }
        reader->at = after_high;
    }
    *to = write_utf8(*to, high >= 0xd800 && high <= 0xdfff ? 0xfffd : high);
    return true;
}

/* What follows a backslash. */
static bool read_escape(struct json_reader *reader, char **to)
{
    static const char names[] = "\"\\/bfnrt";
    static const char values[] = "\"\\/\b\f\n\r\t";

    if (reader->at == reader->end)
        return false;
    if (take(reader, 'u'))
        return read_unicode_escape(reader, to);
    const char *name = memchr(names, *reader->at, sizeof names - 1);
    if (name == NULL)
        return false;
    reader->at++;
    *(*to)++ = values[name - names];
    return true;
}

static bool read_string(struct json_reader *reader, struct text *string)
{
    if (!take(reader, '"'))
        return false;
    char *start = reader->at;
    char *to = start;
    while (reader->at < reader->end) {
        size_t length;

        if (take(reader, '"')) {
            *string = (struct text){start, (size_t)(to - start)};
            return true;
        }
        if (take(reader, '\\')) {
            if (!read_escape(reader, &to))
                return false;
            continue;
        }
        if ((unsigned char)*reader->at < 0x20)
            return false;
        length = utf8_length(reader->at, (size_t)(reader->end - reader->at));
        if (length == 0)
            return false;
        memmove(to, reader->at, length);
        to += length;
        reader->at += length;
    }
    return false;
}

static bool take_digits(struct json_reader *reader)
{
    char *start = reader->at;

    while (reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9')
        reader->at++;
    return reader->at > start;
}

static bool read_number(struct json_reader *reader)
{
    take(reader, '-');
    if (!take(reader, '0') && !take_digits(reader))
        return false;
    if (take(reader, '.') && !take_digits(reader))
        return false;
    if (take(reader, 'e') || take(reader, 'E')) {
        if (!take(reader, '+'))
            take(reader, '-');
        return take_digits(reader);
    }
    return true;
}

/* The members of an array or object, after its opening bracket. */
static bool read_members(struct json_reader *reader, struct json *parent, char closing)
{
    struct json **link = &parent->first;

    skip_space(reader);
    if (take(reader, closing))
        return true;
    for (;;) {
        struct text key = {NULL, 0};

        skip_space(reader);
        if (parent->type == JSON_OBJECT) {
            if (!read_string(reader, &key))
                return false;
            skip_space(reader);
            if (!take(reader, ':'))
                return false;
        }
        if (!read_value(reader, link))
            return false;
        (*link)->key = key;
        link = &(*link)->next;
        skip_space(reader);
        if (take(reader, closing))
            return true;
        if (!take(reader, ','))
            return false;
    }
}

static bool read_container(struct json_reader *reader, struct json *value)
{
    bool is_object = *reader->at == '{';

    if (reader->depth == MAX_JSON_DEPTH)
        return false;
    reader->at++;
    reader->depth++;
    value->type = is_object ? JSON_OBJECT : JSON_ARRAY;
    bool ok = read_members(reader, value, is_object ? '}' : ']');
    reader->depth--;
    return ok;
}

static bool read_value(struct json_reader *reader, struct json **value)
{
    skip_space(reader);
    if (reader->at == reader->end || reader->used == MAX_JSON_VALUES)
        return false;
    struct json *new = &reader->values[reader->used++];
    *new = (struct json){.type = JSON_NULL};
    *value = new;
    switch (*reader->at) {
    case '{':
    case '[':
        return read_container(reader, new);
    case '"':
        new->type = JSON_STRING;
        return read_string(reader, &new->string);
    case 't':
        new->type = JSON_TRUE;
        return take_word(reader, "true");
    case 'f':
        new->type = JSON_FALSE;
        return take_word(reader, "false");
    case 'n':
        return take_word(reader, "null");
    default:
        new->type = JSON_NUMBER;
        return read_number(reader);
    }
}

/* One JSON text and nothing after it. */
static bool read_document(struct json_reader *reader, struct json **root)
{
    if (!read_value(reader, root))
        return false;
    skip_space(reader);
    return reader->at == reader->end;
}

static bool text_is(struct text text, const char *expected)
{
    return text.length == strlen(expected) && memcmp(text.data, expected, text.length) == 0;
}

/* The member of that name, the last if there are several, or NULL. */
static const struct json *member(const struct json *object, const char *name)
{
    const struct json *found = NULL;

    if (object->type != JSON_OBJECT)
        return NULL;
    for (const struct json *each = object->first; each != NULL; each = each->next)
        if (text_is(each->key, name))
            found = each;
    return found;
}

/* Waiting. */

/* Becomes readable when the program is to end, and stays so: every wait for input looks at it too. */
static int stop_pipe[2];

static long long now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Whether `fd` (-1 for none) is ready before the deadline and before the program is to end. */
static bool wait_for(int fd, short events, long long deadline)
{
    struct pollfd watched[2] = {{.fd = stop_pipe[0], .events = POLLIN}, {.fd = fd, .events = events}};

    for (;;) {
        long long left = deadline - now_ms();
        if (left <= 0)
            return false;
        int ready = poll(watched, 2, left > 60000 ? 60000 : (int)left);
        if (ready < 0 && errno != EINTR)
            return false;
        if (ready <= 0)
            continue;
        return watched[0].revents == 0;
    }
}

static bool send_all(int fd, struct text text, long long deadline)
{
    while (text.length > 0) {
        ssize_t sent = send(fd, text.data, text.length, 0);
        if (sent > 0) {
            text.data += sent;
            text.length -= (size_t)sent;
        } else if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
            return false;
        } else if (!wait_for(fd, POLLOUT, deadline)) {
            return false;
        }
    }
    return true;
}

/* Waits for bytes and reads up to `size` of them: 0 at the end of the stream, -1 for none in time. */
static ssize_t receive(int fd, char *to, size_t size, long long deadline)
{
    for (;;) {
        ssize_t received = recv(fd, to, size, 0);
        if (received >= 0)
            return received;
        if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
            return -1;
        if (!wait_for(fd, POLLIN, deadline))
            return -1;
    }
}

/* Requests. */

struct request {
    char *head; /* cut into strings */
    char *method;
    char *path; /* without the query */
    char *body;
    size_t body_length;
    bool expects_continue;
};

/* Why a request is refused. */
struct refusal {
    int status; /* 0: not refused, -1: there is nobody to tell */
    const char *message;
    const char *allow; /* the methods that a 405 names */
};

static const struct refusal ACCEPTED = {0, NULL, NULL};

static struct refusal refuse(int status, const char *message)
{
    return (struct refusal){status, message, NULL};
}

static const char *reason_of(int status)
{
    switch (status) {
    case 200: return "OK";
    case 400: return "Bad Request";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 411: return "Length Required";
    case 413: return "Content Too Large";
    case 431: return "Request Header Fields Too Large";
    case 503: return "Service Unavailable";
    default: return "Error";
    }
}

/* Reads until the empty line that ends the head. `*have` counts all bytes, `*head_length` the head's. */
static struct refusal read_head(int fd, char *head, size_t *have, size_t *head_length)
{
    long long deadline = now_ms() + REQUEST_MS;

    *have = 0;
    for (;;) {
        ssize_t received = receive(fd, head + *have, MAX_HEAD_BYTES - *have, deadline);
        if (received < 0)
            return refuse(408, "The request did not arrive in time.");
        if (received == 0)
            return refuse(*have == 0 ? -1 : 400, "The request ended before its head did.");
        size_t from = *have < 3 ? 0 : *have - 3;
        *have += (size_t)received;
        for (size_t i = from; i + 4 <= *have; i++) {
            if (memcmp(head + i, "\r\n\r\n", 4) == 0) {
                *head_length = i + 4;
                return ACCEPTED;
            }
        }
        if (*have == MAX_HEAD_BYTES)
            return refuse(431, "The request's head is larger than 16 KiB.");
    }
}

/* Cuts the next line off and answers it, or NULL when it is not a line of printable text. */
static char *next_line(char **at)
{
    char *line = *at;

    for (char *c = line;; c++) {
        if (c[0] == '\r' && c[1] == '\n') {
            *c = '\0';
            *at = c + 2;
            return line;
        }
        if (((unsigned char)*c < 0x20 && *c != '\t') || *c == 0x7f)
            return NULL;
    }
}

static bool parse_request_line(char *line, struct request *request)
{
    char *path = strchr(line, ' ');
    char *version = path == NULL ? NULL : strchr(path + 1, ' ');

    if (path == line || version == NULL || path[1] != '/')
        return false;
    if (strcmp(version, " HTTP/1.1") != 0 && strcmp(version, " HTTP/1.0") != 0)
        return false;
    *path++ = '\0';
    *version = '\0';
    path[strcspn(path, "?")] = '\0';
    request->method = line;
    request->path = path;
    return true;
}

static struct refusal parse_content_length(const char *value, bool *given, size_t *length)
{
    size_t digits = strspn(value, "0123456789");
    size_t parsed = 0;

    if (digits == 0 || value[digits + strspn(value + digits, " \t")] != '\0')
        return refuse(400, "Content-Length is not a number.");
    for (size_t i = 0; i < digits; i++) {
        parsed = parsed * 10 + (size_t)(value[i] - '0');
        if (parsed > MAX_BODY_BYTES)
            return refuse(413, "The request's body is larger than 1 MiB.");
    }
    if (*given && parsed != *length)
        return refuse(400, "Content-Length is given twice.");
    *given = true;
    *length = parsed;
    return ACCEPTED;
}

static struct refusal parse_head(struct request *request)
{
    char *at = request->head;
    char *line = next_line(&at);
    bool has_length = false;

    if (line == NULL || !parse_request_line(line, request))
        return refuse(400, "The request line is not one of HTTP/1.1.");
    while ((line = next_line(&at)) != NULL && *line != '\0') {
        char *value = strchr(line, ':');
        if (value == NULL || value == line)
            return refuse(400, "A header line has no name.");
        *value++ = '\0';
        value += strspn(value, " \t");
        if (strcasecmp(line, "Transfer-Encoding") == 0)
            return refuse(411, "A body needs a Content-Length.");
        if (strcasecmp(line, "Expect") == 0)
            request->expects_continue = strcasecmp(value, "100-continue") == 0;
        if (strcasecmp(line, "Content-Length") == 0) {
            struct refusal refusal = parse_content_length(value, &has_length, &request->body_length);
            if (refusal.status != 0)
                return refusal;
        }
    }
    return line != NULL ? ACCEPTED : refuse(400, "A header line holds control characters.");
}

/* Reads the body, of which `early` came with the head. What follows it is ignored. */
static struct refusal read_body(int fd, struct request *request, struct text early)
{
    long long deadline = now_ms() + REQUEST_MS;
    size_t have = early.length < request->body_length ? early.length : request->body_length;

    request->body = must(malloc(request->body_length + 1));
    memcpy(request->body, early.data, have);
    if (request->expects_continue && have < request->body_length)
        send_all(fd, (struct text){"HTTP/1.1 100 Continue\r\n\r\n", 25}, deadline);
    while (have < request->body_length) {
        ssize_t received = receive(fd, request->body + have, request->body_length - have, deadline);
        if (received < 0)
            return refuse(408, "The request did not arrive in time.");
        if (received == 0)
            return refuse(400, "The request ended before its body did.");
        have += (size_t)received;
    }
    return ACCEPTED;
}

static struct refusal read_request(int fd, struct request *request)
{
    size_t have, head_length;

    request->head = must(malloc(MAX_HEAD_BYTES));
    struct refusal refusal = read_head(fd, request->head, &have, &head_length);
    if (refusal.status == 0)
        refusal = parse_head(request);
    if (refusal.status == 0)
        refusal = read_body(fd, request, (struct text){request->head + head_length, have - head_length});
    return refusal;
}

/* Answers. */

/* Who gets the answer. To a HEAD request its body is only announced. */
struct client {
    int fd;
    bool is_head;
    long long deadline;
};

static bool send_text(const struct client *client, struct text text)
{
    return send_all(client->fd, text, client->deadline);
}

/* `allow` is the value of an Allow header, or NULL. */
static void send_answer(const struct client *client, int status, const char *allow, struct text body)
{
    struct buffer out = {NULL, 0, 0};

    append_format(&out, "HTTP/1.1 %d %s\r\n", status, reason_of(status));
    append_format(&out, "Content-Type: application/json\r\nContent-Length: %zu\r\n", body.length);
    if (allow != NULL)
        append_format(&out, "Allow: %s\r\n", allow);
    append_text(&out, "Connection: close\r\n\r\n");
    if (!client->is_head)
        append(&out, body.data, body.length);
    send_text(client, (struct text){out.data, out.length});
    free(out.data);
}

static void send_refusal(const struct client *client, struct refusal refusal)
{
    struct buffer body = {NULL, 0, 0};

    append_text(&body, "{\"error\":{\"message\":");
    append_json_string(&body, (struct text){refusal.message, strlen(refusal.message)});
    append_format(&body, ",\"type\":\"%s\"}}",
                  refusal.status < 500 ? "invalid_request_error" : "server_error");
    send_answer(client, refusal.status, refusal.allow, (struct text){body.data, body.length});
    free(body.data);
}

static void answer_health(const struct client *client, const struct request *request)
{
    static const char body[] = "{\"status\":\"ok\",\"worker\":\"" NAME "\",\"version\":\"" VERSION "\"}";

    (void)request;
    send_answer(client, 200, NULL, (struct text){body, sizeof body - 1});
}

static void answer_models(const struct client *client, const struct request *request)
{
    static const char body[] = "{\"object\":\"list\",\"data\":[{\"id\":\"" MODEL
                               "\",\"object\":\"model\",\"created\":0,\"owned_by\":\"" NAME "\"}]}";

    (void)request;
    send_answer(client, 200, NULL, (struct text){body, sizeof body - 1});
}

/* Completions. */

struct completion {
    bool is_chat;
    bool is_stream;
    struct buffer answer;
    size_t prompt_tokens;
    char id[64];
    long long created;
};

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* The next piece of a text: a word with the white space before it. All pieces together are the text. */
static struct text next_piece(struct text rest)
{
    size_t end = 0;

    while (end < rest.length && is_space(rest.data[end]))
        end++;
    while (end < rest.length && !is_space(rest.data[end]))
        end++;
    return (struct text){rest.data, end};
}

static size_t count_words(struct text text)
{
    size_t words = 0;
    bool inside = false;

    for (size_t i = 0; i < text.length; i++) {
        bool space = is_space(text.data[i]);
        words += !space && !inside;
        inside = !space;
    }
    return words;
}

static struct text text_of(const struct buffer *buffer)
{
    return (struct text){buffer->data == NULL ? "" : buffer->data, buffer->length};
}

/* A message's content: a string, parts of type "text", or null (an assistant's message may have none). */
static bool append_content(struct buffer *buffer, const struct json *content)
{
    if (content == NULL || content->type == JSON_NULL)
        return true;
    if (content->type == JSON_STRING) {
        append(buffer, content->string.data, content->string.length);
        return true;
    }
    if (content->type != JSON_ARRAY)
        return false;
    for (const struct json *part = content->first; part != NULL; part = part->next) {
        const struct json *type = member(part, "type");
        const struct json *text = member(part, "text");
        if (type == NULL || type->type != JSON_STRING || !text_is(type->string, "text"))
            return false;
        if (text == NULL || text->type != JSON_STRING)
            return false;
        append(buffer, text->string.data, text->string.length);
    }
    return true;
}

static struct refusal read_messages(const struct json *root, struct completion *completion)
{
    const struct json *messages = member(root, "messages");
    const struct json *last = NULL;
    struct buffer content = {NULL, 0, 0};

    if (messages == NULL || messages->type != JSON_ARRAY)
        return refuse(400, "\"messages\" must be an array.");
    for (const struct json *each = messages->first; each != NULL; each = each->next) {
        const struct json *role = member(each, "role");
        content.length = 0;
        if (role == NULL || role->type != JSON_STRING || !append_content(&content, member(each, "content"))) {
            free(content.data);
            return refuse(400, "A message needs a \"role\" and a \"content\" of text.");
        }
        completion->prompt_tokens += count_words(text_of(&content));
        if (text_is(role->string, "user"))
            last = each;
    }
    free(content.data);
    if (last == NULL)
        return refuse(400, "\"messages\" holds no message of the user.");
    append_content(&completion->answer, member(last, "content"));
    return ACCEPTED;
}

static struct refusal read_prompt(const struct json *root, struct completion *completion)
{
    const struct json *prompt = member(root, "prompt");

    if (prompt != NULL && prompt->type == JSON_ARRAY && prompt->first != NULL && prompt->first->next == NULL)
        prompt = prompt->first;
    if (prompt == NULL || prompt->type != JSON_STRING)
        return refuse(400, "\"prompt\" must be a string, or an array of one string.");
    append(&completion->answer, prompt->string.data, prompt->string.length);
    completion->prompt_tokens = count_words(prompt->string);
    return ACCEPTED;
}

static struct refusal read_completion(const struct json *root, struct completion *completion)
{
    const struct json *stream = member(root, "stream");
    const struct json *model = member(root, "model");

    if (root->type != JSON_OBJECT)
        return refuse(400, "The body must be a JSON object.");
    if (model != NULL && model->type != JSON_STRING)
        return refuse(400, "\"model\" must be a string.");
    if (stream != NULL && stream->type > JSON_TRUE)
        return refuse(400, "\"stream\" must be true or false.");
    completion->is_stream = stream != NULL && stream->type == JSON_TRUE;
    return completion->is_chat ? read_messages(root, completion) : read_prompt(root, completion);
}

static void append_beginning(struct buffer *out, const struct completion *completion, const char *object)
{
    append_format(out, "{\"id\":\"%s\",\"object\":\"%s\",\"created\":%lld,", completion->id, object,
                  completion->created);
    append_text(out, "\"model\":\"" MODEL "\",\"choices\":[{\"index\":0,\"logprobs\":null,");
}

static void send_whole(const struct client *client, const struct completion *completion)
{
    bool is_chat = completion->is_chat;
    struct text answer = text_of(&completion->answer);
    size_t tokens = count_words(answer);
    struct buffer out = {NULL, 0, 0};

    append_beginning(&out, completion, is_chat ? "chat.completion" : "text_completion");
    append_text(&out, is_chat ? "\"message\":{\"role\":\"assistant\",\"content\":" : "\"text\":");
    append_json_string(&out, answer);
    append_text(&out, is_chat ? "},\"finish_reason\":\"stop\"}]," : ",\"finish_reason\":\"stop\"}],");
    append_format(&out, "\"usage\":{\"prompt_tokens\":%zu,\"completion_tokens\":%zu,\"total_tokens\":%zu}}",
                  completion->prompt_tokens, tokens, completion->prompt_tokens + tokens);
    send_answer(client, 200, NULL, text_of(&out));
    free(out.data);
}

/* One server-sent event. `content` is the choice's "delta" or "text"; the reason is JSON. */
static bool send_event(const struct client *client, const struct completion *completion, const char *reason,
                       struct text content)
{
    struct buffer out = {NULL, 0, 0};

    append_text(&out, "data: ");
    append_beginning(&out, completion, completion->is_chat ? "chat.completion.chunk" : "text_completion");
    append(&out, content.data, content.length);
    append_format(&out, ",\"finish_reason\":%s}]}\n\n", reason);
    bool sent = send_text(client, text_of(&out));
    free(out.data);
    return sent;
}

static bool send_piece(const struct client *client, const struct completion *completion, struct text piece)
{
    struct buffer content = {NULL, 0, 0};

    append_text(&content, completion->is_chat ? "\"delta\":{\"content\":" : "\"text\":");
    append_json_string(&content, piece);
    append_text(&content, completion->is_chat ? "}" : "");
    bool sent = send_event(client, completion, "null", text_of(&content));
    free(content.data);
    return sent;
}

/* The stream ends with the connection; "[DONE]" tells the client that it is whole. */
static void send_stream(const struct client *client, const struct completion *completion)
{
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                               "Cache-Control: no-store\r\nConnection: close\r\n\r\n";
    static const char role[] = "\"delta\":{\"role\":\"assistant\",\"content\":\"\"}";
    static const char no_delta[] = "\"delta\":{}", no_text[] = "\"text\":\"\"";
    static const char done[] = "data: [DONE]\n\n";
    bool is_chat = completion->is_chat;
    struct text end = is_chat ? (struct text){no_delta, sizeof no_delta - 1}
                              : (struct text){no_text, sizeof no_text - 1};
    struct text rest = text_of(&completion->answer);
    bool sent = send_text(client, (struct text){head, sizeof head - 1});

    if (is_chat)
        sent = sent && send_event(client, completion, "null", (struct text){role, sizeof role - 1});
    while (sent && rest.length > 0) {
        struct text piece = next_piece(rest);
        sent = send_piece(client, completion, piece);
        rest = (struct text){rest.data + piece.length, rest.length - piece.length};
    }
    if (sent && send_event(client, completion, "\"stop\"", end))
        send_text(client, (struct text){done, sizeof done - 1});
}

static struct refusal complete(const struct client *client, struct json_reader *reader,
                               struct completion *completion)
{
    struct json *root = NULL;

    if (!read_document(reader, &root))
        return refuse(400, "The body is not JSON, or nested too deeply.");
    struct refusal refusal = read_completion(root, completion);
    if (refusal.status != 0)
        return refusal;
    if (completion->is_stream)
        send_stream(client, completion);
    else
        send_whole(client, completion);
    return ACCEPTED;
}

static void answer_completion(const struct client *client, const struct request *request, bool is_chat)
{
    static atomic_ulong count;
    struct completion completion = {.is_chat = is_chat, .created = (long long)time(NULL)};
    struct json_reader reader = {.at = request->body, .end = request->body + request->body_length};

    snprintf(completion.id, sizeof completion.id, "%s-%lld-%lu", is_chat ? "chatcmpl" : "cmpl",
             completion.created, atomic_fetch_add(&count, 1) + 1);
    reader.values = must(malloc(MAX_JSON_VALUES * sizeof *reader.values));
    struct refusal refusal = complete(client, &reader, &completion);
    if (refusal.status != 0)
        send_refusal(client, refusal);
    free(completion.answer.data);
    free(reader.values);
}

static void answer_chat_completion(const struct client *client, const struct request *request)
{
    answer_completion(client, request, true);
}

static void answer_text_completion(const struct client *client, const struct request *request)
{
    answer_completion(client, request, false);
}

/* Connections. */

static const struct route {
    const char *path;
    const char *allow;
    void (*answer)(const struct client *client, const struct request *request);
} routes[] = {
    {"/health", "GET, HEAD", answer_health},
    {"/v1/models", "GET, HEAD", answer_models},
    {"/v1/chat/completions", "POST", answer_chat_completion},
    {"/v1/completions", "POST", answer_text_completion},
};

static bool allows(const struct route *route, const char *method)
{
    if (strcmp(route->allow, "POST") == 0)
        return strcmp(method, "POST") == 0;
    return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

static struct refusal answer_request(const struct client *client, const struct request *request)
{
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        if (strcmp(request->path, routes[i].path) != 0)
            continue;
        if (!allows(&routes[i], request->method))
            return (struct refusal){405, "This path does not take this method.", routes[i].allow};
        routes[i].answer(client, request);
        return ACCEPTED;
    }
    return refuse(404, "There is nothing at this path.");
}

/*
 * Reads what the client still sends before closing: to close on unread bytes resets the connection, and
 * the client could lose the answer.
 */
static void close_gently(int fd)
{
    char rest[4096];
    long long deadline = now_ms() + LINGER_MS;
    size_t total = 0;

    shutdown(fd, SHUT_WR);
    while (total < MAX_LINGER_BYTES) {
        ssize_t received = receive(fd, rest, sizeof rest, deadline);
        if (received <= 0)
            break;
        total += (size_t)received;
    }
    close(fd);
}

static pthread_mutex_t threads_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t threads_changed = PTHREAD_COND_INITIALIZER;
static int threads_running;

static void thread_ends(void)
{
    pthread_mutex_lock(&threads_lock);
    threads_running--;
    pthread_cond_signal(&threads_changed);
    pthread_mutex_unlock(&threads_lock);
}

static void *serve_connection(void *argument)
{
    int fd = *(int *)argument;
    struct request request = {0};

    free(argument);
    struct refusal refusal = read_request(fd, &request);
    struct client client = {.fd = fd, .deadline = now_ms() + ANSWER_MS};
    client.is_head = request.method != NULL && strcmp(request.method, "HEAD") == 0;
    if (refusal.status == 0)
        refusal = answer_request(&client, &request);
    if (refusal.status > 0)
        send_refusal(&client, refusal);
    close_gently(fd);
    free(request.head);
    free(request.body);
    thread_ends();
    return NULL;
}

/* Waits until at most `count` threads run, but not longer than that. The caller holds the lock. */
static void await_threads(int count, int milliseconds)
{
    struct timespec deadline;

    clock_gettime(CLOCK_REALTIME, &deadline);
    long long nanoseconds = deadline.tv_nsec + milliseconds * 1000000LL;
    deadline.tv_sec += (time_t)(nanoseconds / 1000000000);
    deadline.tv_nsec = (long)(nanoseconds % 1000000000);
    while (threads_running > count)
        if (pthread_cond_timedwait(&threads_changed, &threads_lock, &deadline) != 0)
            return;
}

/*
 * Starts a detached thread that is counted until it calls `thread_ends`. When all are busy it gives them a
 * moment, so that a burst is served rather than refused.
 */
static bool start_thread(void *(*run)(void *), void *argument)
{
    pthread_t thread;

    pthread_mutex_lock(&threads_lock);
    await_threads(MAX_THREADS - 1, BURST_MS);
    bool started = threads_running < MAX_THREADS && pthread_create(&thread, NULL, run, argument) == 0;
    if (started) {
        threads_running++;
        pthread_detach(thread);
    }
    pthread_mutex_unlock(&threads_lock);
    return started;
}

static bool make_nonblocking(int fd)
{
    int flags = fcntl(fd, F_GETFL);

    return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0;
}

static void accept_connection(int listener)
{
    int fd = accept(listener, NULL, NULL);

    if (fd < 0) {
        /* Out of descriptors: the connection stays readable, so give the others time to end. */
        if (errno == EMFILE || errno == ENFILE)
            wait_for(-1, 0, now_ms() + 50);
        return;
    }
    int *argument = must(malloc(sizeof *argument));
    *argument = fd;
    if (make_nonblocking(fd) && start_thread(serve_connection, argument))
        return;
    free(argument);
    struct client client = {.fd = fd, .deadline = now_ms()};
    send_refusal(&client, refuse(503, "Too many requests at once."));
    close(fd);
}

/* Heartbeats. */

struct queen {
    char host[256];
    char port[6];
    char path[512]; /* without a final slash */
    int seconds;
    char worker_url[320];
    char worker_id[64];
};

static int connect_within(const char *host, const char *port, long long deadline)
{
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *addresses;
    int connected = -1;

    if (getaddrinfo(host, port, &hints, &addresses) != 0)
        return -1;
    for (struct addrinfo *each = addresses; each != NULL && connected < 0; each = each->ai_next) {
        int error = 0;
        socklen_t size = sizeof error;
        int fd = socket(each->ai_family, each->ai_socktype, each->ai_protocol);

        if (fd < 0)
            continue;
        if (make_nonblocking(fd) &&
            (connect(fd, each->ai_addr, each->ai_addrlen) == 0 ||
             (errno == EINPROGRESS && wait_for(fd, POLLOUT, deadline) &&
              getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0)))
            connected = fd;
        else
            close(fd);
    }
    freeaddrinfo(addresses);
    return connected;
}

static void append_heartbeat(struct buffer *body, const struct queen *queen)
{
    time_t now = time(NULL);
    struct tm utc;
    char timestamp[32];

    gmtime_r(&now, &utc);
    strftime(timestamp, sizeof timestamp, "%Y-%m-%dT%H:%M:%SZ", &utc);
    append_text(body, "{\"worker_id\":");
    append_json_string(body, (struct text){queen->worker_id, strlen(queen->worker_id)});
    append_text(body, ",\"status\":\"ready\",\"url\":");
    append_json_string(body, (struct text){queen->worker_url, strlen(queen->worker_url)});
    append_format(body, ",\"timestamp\":\"%s\"}", timestamp);
}

/* Whether the answer's status is 2xx. */
static bool is_success(int fd, long long deadline)
{
    char line[12];
    size_t have = 0;

    while (have < sizeof line) {
        ssize_t received = receive(fd, line + have, sizeof line - have, deadline);
        if (received <= 0)
            return false;
        have += (size_t)received;
    }
    return memcmp(line, "HTTP/1.", 7) == 0 && line[8] == ' ' && line[9] == '2';
}

static bool send_heartbeat(const struct queen *queen)
{
    long long deadline = now_ms() + HEARTBEAT_MS;
    struct buffer body = {NULL, 0, 0}, out = {NULL, 0, 0};
    bool is_ipv6 = strchr(queen->host, ':') != NULL;
    int fd = connect_within(queen->host, queen->port, deadline);

    if (fd < 0)
        return false;
    append_heartbeat(&body, queen);
    append_format(&out, "POST %s/v1/worker-heartbeat HTTP/1.1\r\n", queen->path);
    append_format(&out, is_ipv6 ? "Host: [%s]:%s\r\n" : "Host: %s:%s\r\n", queen->host, queen->port);
    append_format(&out, "Content-Type: application/json\r\nContent-Length: %zu\r\n", body.length);
    append_text(&out, "User-Agent: " NAME "/" VERSION "\r\nConnection: close\r\n\r\n");
    append(&out, body.data, body.length);
    bool delivered = send_all(fd, text_of(&out), deadline) && is_success(fd, deadline);
    close(fd);
    free(body.data);
    free(out.data);
    return delivered;
}

static bool is_stopping(void)
{
    struct pollfd stop = {.fd = stop_pipe[0], .events = POLLIN};

    return poll(&stop, 1, 0) > 0;
}

static void *send_heartbeats(void *argument)
{
    const struct queen *queen = argument;
    bool was_delivered = true;

    while (!is_stopping()) {
        long long next = now_ms() + queen->seconds * 1000LL;
        bool delivered = send_heartbeat(queen);

        if (!delivered && was_delivered && !is_stopping())
            fprintf(stderr,
                    NAME ": the queen at %s port %s did not take the heartbeat; trying again every %d s\n",
                    queen->host, queen->port, queen->seconds);
        was_delivered = delivered;
        wait_for(-1, 0, next);
    }
    thread_ends();
    return NULL;
}

/* Command line. */

struct options {
    const char *host;
    int port;
    const char *queen_url; /* NULL: no heartbeats */
    int heartbeat_seconds;
};

static const char help[] =
    "Usage: " NAME " [options]\n"
    "\n"
    "An inference server whose only model answers with what it was asked.\n"
    "\n"
    "  --port N               port to listen on; 0, the default, picks a free one\n"
    "  --host HOST            address to listen on (default 127.0.0.1)\n"
    "  --queen-url URL        post heartbeats to URL/v1/worker-heartbeat; http:// only\n"
    "  --heartbeat-seconds N  time between heartbeats, 1 to 3600 (default 5)\n"
    "  --version              print name and version\n"
    "  --help                 print this\n";

static void usage_error(const char *format, ...)
{
    va_list arguments;

    fputs(NAME ": ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputs("\nTry '" NAME " --help'.\n", stderr);
    exit(2);
}

static int parse_number(const char *name, const char *value, int low, int high)
{
    char *end;

    errno = 0;
    long number = strtol(value, &end, 10);
    if (strspn(value, "0123456789") == 0 || *end != '\0' || errno != 0 || number < low || number > high)
        usage_error("%s needs a number from %d to %d, not '%s'", name, low, high, value);
    return (int)number;
}

/* The value of option `name` at `*index`, from "name value" or "name=value"; NULL if it is another option. */
static const char *option_value(char **arguments, int *index, const char *name)
{
    size_t length = strlen(name);
    const char *argument = arguments[*index];

    if (strncmp(argument, name, length) != 0)
        return NULL;
    if (argument[length] == '=')
        return argument + length + 1;
    if (argument[length] != '\0')
        return NULL;
    if (arguments[*index + 1] == NULL)
        usage_error("%s needs a value", name);
    return arguments[++*index];
}

static void parse_arguments(char **arguments, struct options *options)
{
    for (int i = 1; arguments[i] != NULL; i++) {
        const char *value;

        if (strcmp(arguments[i], "--version") == 0) {
            puts(NAME " " VERSION);
            exit(0);
        } else if (strcmp(arguments[i], "--help") == 0) {
            fputs(help, stdout);
            exit(0);
        } else if ((value = option_value(arguments, &i, "--port")) != NULL) {
            options->port = parse_number("--port", value, 0, 65535);
        } else if ((value = option_value(arguments, &i, "--host")) != NULL) {
            options->host = value;
        } else if ((value = option_value(arguments, &i, "--queen-url")) != NULL) {
            options->queen_url = value;
        } else if ((value = option_value(arguments, &i, "--heartbeat-seconds")) != NULL) {
            options->heartbeat_seconds = parse_number("--heartbeat-seconds", value, 1, 3600);
        } else {
            usage_error("unknown option '%s'", arguments[i]);
        }
    }
}

static void copy_part(char *to, size_t size, struct text part)
{
    if (part.length >= size)
        usage_error("--queen-url is too long");
    memcpy(to, part.data, part.length);
    to[part.length] = '\0';
}

/* http://host[:port][/path]; the host may be an IPv6 address in brackets. */
static void parse_queen_url(const char *url, struct queen *queen)
{
    if (strncasecmp(url, "http://", 7) != 0)
        usage_error("--queen-url: only http:// URLs are accepted, not '%s'", url);
    const char *host = url + 7;
    for (const char *c = host; *c != '\0'; c++)
        if ((unsigned char)*c <= 0x20 || *c == 0x7f || strchr("@?#\\", *c) != NULL)
            usage_error("--queen-url must be http://host[:port][/path], without user, query and fragment");
    const char *path = host + strcspn(host, "/");
    bool is_bracketed = *host == '[';
    const char *host_end = is_bracketed ? memchr(host, ']', (size_t)(path - host))
                                        : host + strcspn(host, ":/");
    if (host_end == NULL || host_end - host <= is_bracketed)
        usage_error("--queen-url names no host");
    copy_part(queen->host, sizeof queen->host,
              (struct text){host + is_bracketed, (size_t)(host_end - host) - is_bracketed});
    const char *port = host_end + is_bracketed;
    if (port == path)
        port = ":80/";
    else if (*port != ':')
        usage_error("--queen-url: unexpected text after the host");
    port++;
    copy_part(queen->port, sizeof queen->port, (struct text){port, strcspn(port, "/")});
    parse_number("--queen-url's port", queen->port, 1, 65535);
    size_t path_length = strlen(path);
    while (path_length > 0 && path[path_length - 1] == '/')
        path_length--;
    copy_part(queen->path, sizeof queen->path, (struct text){path, path_length});
}

/* The program. */

static void handle_stop_signal(int signal_number)
{
    int saved = errno;

    (void)signal_number;
    /* A full pipe already says what this would say. */
    if (write(stop_pipe[1], "x", 1) < 0)
        errno = saved;
    errno = saved;
}

static void prepare_signals(void)
{
    struct sigaction stop = {.sa_handler = handle_stop_signal};
    struct sigaction ignore = {.sa_handler = SIG_IGN};

    if (pipe(stop_pipe) != 0 || !make_nonblocking(stop_pipe[1])) {
        perror(NAME ": pipe");
        exit(1);
    }
    sigemptyset(&stop.sa_mask);
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
}

static int listen_at(const char *host, int port)
{
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    struct addrinfo *address;
    char service[6];
    int yes = 1;

    snprintf(service, sizeof service, "%u", (unsigned)port & 0xffff);
    int problem = getaddrinfo(host, service, &hints, &address);
    if (problem != 0) {
        fprintf(stderr, NAME ": cannot listen on %s: %s\n", host, gai_strerror(problem));
        exit(1);
    }
    int fd = socket(address->ai_family, address->ai_socktype, address->ai_protocol);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
        bind(fd, address->ai_addr, address->ai_addrlen) != 0 || listen(fd, 128) != 0 || !make_nonblocking(fd)) {
        fprintf(stderr, NAME ": cannot listen on %s port %d: %s\n", host, port, strerror(errno));
        exit(1);
    }
    freeaddrinfo(address);
    return fd;
}

/* The address and port a socket really listens on, as a URL. Answers the port. */
static int format_url(int listener, char *url, size_t size)
{
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    char host[256], port[6];

    if (getsockname(listener, (struct sockaddr *)&address, &length) != 0 ||
        getnameinfo((struct sockaddr *)&address, length, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
        fputs(NAME ": cannot tell the address it listens on\n", stderr);
        exit(1);
    }
    bool is_ipv6 = strchr(host, ':') != NULL;
    snprintf(url, size, "http://%s%s%s:%s", is_ipv6 ? "[" : "", host, is_ipv6 ? "]" : "", port);
    return atoi(port);
}

int main(int argc, char **argv)
{
    /* Static, because the heartbeat's thread may outlive main's frame. */
    static struct queen queen;
    struct options options = {.host = "127.0.0.1", .heartbeat_seconds = 5};
    struct pollfd watched[2] = {{.events = POLLIN}, {.events = POLLIN}};

    if (argc > 0)
        parse_arguments(argv, &options);
    if (options.queen_url != NULL)
        parse_queen_url(options.queen_url, &queen);
    prepare_signals();
    int listener = listen_at(options.host, options.port);
    int port = format_url(listener, queen.worker_url, sizeof queen.worker_url);
    snprintf(queen.worker_id, sizeof queen.worker_id, NAME "-%d", port);
    queen.seconds = options.heartbeat_seconds;
    printf("listening on %s\n", queen.worker_url);
    fflush(stdout);
    if (options.queen_url != NULL && !start_thread(send_heartbeats, &queen)) {
        fputs(NAME ": cannot start the heartbeat\n", stderr);
        return 1;
    }

    watched[0].fd = stop_pipe[0];
    watched[1].fd = listener;
    while (watched[0].revents == 0) {
        if (poll(watched, 2, -1) < 0)
            watched[0].revents = watched[1].revents = 0;
        if (watched[1].revents != 0)
            accept_connection(listener);
    }
    close(listener);
    /* A thread that hangs in a name look-up is left to the exit. */
    pthread_mutex_lock(&threads_lock);
    await_threads(0, STOP_MS);
    pthread_mutex_unlock(&threads_lock);
    return 0;
}
