#include "http.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "json.h"
#include "net.h"

/* How long a client may take for the head of its request, and again for the body. */
#ifndef REQUEST_MS
#define REQUEST_MS (10 * 1000)
#endif

enum { MAX_HEAD_BYTES = 16 * 1024, MAX_BODY_BYTES = 1024 * 1024, LINGER_MS = 2 * 1000 };

struct refusal refuse(int status, const char *message)
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

/* Reads until the empty line that ends the head. `early` becomes what came after it. */
static struct refusal read_head(struct request *request, struct text *early)
{
    long long deadline = now_ms() + REQUEST_MS;
    size_t have = 0;

    request->head = must(malloc(MAX_HEAD_BYTES + 1));
    while (have < MAX_HEAD_BYTES) {
        ssize_t received = receive(request->fd, request->head + have, MAX_HEAD_BYTES - have, deadline);
        if (received < 0)
            return refuse(408, "The request did not arrive in time.");
        if (received == 0)
            return refuse(have == 0 ? -1 : 400, "The request ended before its head did.");
        size_t from = have < 3 ? 0 : have - 3;
        have += (size_t)received;
        request->head[have] = '\0';
        char *end = strstr(request->head + from, "\r\n\r\n");
        if (end != NULL) {
            *early = (struct text){end + 4, have - (size_t)(end + 4 - request->head)};
            return ACCEPTED;
        }
        if (strlen(request->head + from) < have - from)
            return refuse(400, "The request's head holds a NUL.");
    }
    return refuse(431, "The request's head is larger than 16 KiB.");
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

static struct refusal parse_content_length(const char *value, struct request *request)
{
    size_t digits = strspn(value, "0123456789");

    if (digits == 0 || value[digits + strspn(value + digits, " \t")] != '\0')
        return refuse(400, "Content-Length is not a number.");
    unsigned long long length = strtoull(value, NULL, 10);
    if (length > MAX_BODY_BYTES)
        return refuse(413, "The request's body is larger than 1 MiB.");
    if (request->has_length && length != request->body_length)
        return refuse(400, "Content-Length is given twice.");
    request->has_length = true;
    request->body_length = (size_t)length;
    return ACCEPTED;
}

static struct refusal parse_header(char *line, struct request *request)
{
    char *value = strchr(line, ':');

    if (value == NULL || value == line)
        return refuse(400, "A header line has no name.");
    *value++ = '\0';
    value += strspn(value, " \t");
    if (strcasecmp(line, "Transfer-Encoding") == 0)
        return refuse(411, "A body needs a Content-Length.");
    if (strcasecmp(line, "Expect") == 0)
        request->expects_continue = strcasecmp(value, "100-continue") == 0;
    if (strcasecmp(line, "Content-Length") == 0)
        return parse_content_length(value, request);
    return ACCEPTED;
}

static struct refusal parse_head(struct request *request)
{
    char *at = request->head;
    char *line = next_line(&at);

    if (line == NULL || !parse_request_line(line, request))
        return refuse(400, "The request line is not one of HTTP/1.1.");
    while ((line = next_line(&at)) != NULL && *line != '\0') {
        struct refusal refusal = parse_header(line, request);
        if (refusal.status != 0)
            return refusal;
    }
    return line != NULL ? ACCEPTED : refuse(400, "A header line holds control characters.");
}

/* Reads the body, of which `early` came with the head. What follows it is ignored. */
static struct refusal read_body(struct request *request, struct text early)
{
    long long deadline = now_ms() + REQUEST_MS;
    size_t have = early.length < request->body_length ? early.length : request->body_length;

    request->body = must(calloc(request->body_length + 1, 1));
    memcpy(request->body, early.data, have);
    if (request->expects_continue && have < request->body_length)
        send_all(request->fd, as_text("HTTP/1.1 100 Continue\r\n\r\n"), deadline);
    while (have < request->body_length) {
        ssize_t received = receive(request->fd, request->body + have, request->body_length - have, deadline);
        if (received < 0)
            return refuse(408, "The request did not arrive in time.");
        if (received == 0)
            return refuse(400, "The request ended before its body did.");
        have += (size_t)received;
    }
    return ACCEPTED;
}

struct refusal read_request(struct request *request)
{
    struct text early;
    struct refusal refusal = read_head(request, &early);

    if (refusal.status == 0)
        refusal = parse_head(request);
    return refusal.status == 0 ? read_body(request, early) : refusal;
}

bool send_text(const struct request *request, struct text text)
{
    return send_all(request->fd, text, request->deadline);
}

/* To a HEAD request the body is only announced. */
static void send_answer(const struct request *request, struct refusal refusal, struct text body)
{
    int status = refusal.status == 0 ? 200 : refusal.status;
    struct buffer out = {0};

    append_format(&out, "HTTP/1.1 %d %s\r\nContent-Type: application/json\r\n", status, reason_of(status));
    if (refusal.allow != NULL)
        append_format(&out, "Allow: %s\r\n", refusal.allow);
    append_format(&out, "Content-Length: %zu\r\nConnection: close\r\n\r\n", body.length);
    if (request->method == NULL || strcmp(request->method, "HEAD") != 0)
        append(&out, body);
    send_text(request, text_of(&out));
    free(out.data);
}

void send_json(const struct request *request, struct text body)
{
    send_answer(request, ACCEPTED, body);
}

void send_refusal(const struct request *request, struct refusal refusal)
{
    const char *type = refusal.status < 500 ? "invalid_request_error" : "server_error";
    struct buffer body = {0};

    append_format(&body, "{\"error\":{\"message\":");
    append_json_string(&body, as_text(refusal.message));
    append_format(&body, ",\"type\":\"%s\"}}", type);
    send_answer(request, refusal, text_of(&body));
    free(body.data);
}

bool begin_stream(const struct request *request)
{
    return send_text(request, as_text("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                      "Cache-Control: no-store\r\nConnection: close\r\n\r\n"));
}

/* To close on unread bytes resets the connection, and the client could lose the answer. */
void end_request(struct request *request)
{
    char rest[4096];
    long long deadline = now_ms() + LINGER_MS;

    shutdown(request->fd, SHUT_WR);
    while (now_ms() < deadline && receive(request->fd, rest, sizeof rest, deadline) > 0)
        continue;
    close(request->fd);
    free(request->head);
    free(request->body);
}
