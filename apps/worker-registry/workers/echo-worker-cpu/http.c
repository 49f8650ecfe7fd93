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

struct refusal refuse(const char *status, const char *message)
{
    return (struct refusal){status, message, NULL};
}

/* Reads on, until `request->data` holds at most so many bytes. */
static struct refusal read_more(struct request *request, size_t limit, long long deadline)
{
    ssize_t received =
        receive(request->fd, request->data + request->have, limit - request->have, deadline);

    if (received < 0)
        return refuse("408 Request Timeout", "The request did not arrive in time.");
    if (received == 0)
        return refuse(BAD_REQUEST, "The connection ended before the request did.");
    request->have += (size_t)received;
    request->data[request->have] = '\0';
    return ACCEPTED;
}

/* Reads until the empty line that ends the head, and perhaps some of the body. */
static struct refusal read_head(struct request *request)
{
    long long deadline = now_ms() + REQUEST_MS;

    request->data = must(calloc(MAX_HEAD_BYTES + MAX_BODY_BYTES + 1, 1));
    while ((request->body = strstr(request->data, "\r\n\r\n")) == NULL) {
        if (strlen(request->data) < request->have)
            return refuse(BAD_REQUEST, "The request's head holds a NUL.");
        if (request->have == MAX_HEAD_BYTES)
            return refuse("431 Request Header Fields Too Large", "The request's head is larger than 16 KiB.");
        struct refusal refusal = read_more(request, MAX_HEAD_BYTES, deadline);
        if (refusal.status != NULL)
            return refusal;
    }
    request->body += 4;
    return ACCEPTED;
}

/* The value of a header, or NULL. */
static const char *header(const struct request *request, const char *name)
{
    size_t length = strlen(name);
    const char *line = request->data;

    while ((line = strstr(line, "\r\n")) != NULL) {
        line += 2;
        if (strncasecmp(line, name, length) == 0 && line[length] == ':')
            return line + length + 1 + strspn(line + length + 1, " \t");
    }
    return NULL;
}

static struct refusal read_headers(struct request *request)
{
    const char *length = header(request, "Content-Length");
    const char *expected = header(request, "Expect");

    if (header(request, "Transfer-Encoding") != NULL)
        return refuse("411 Length Required", "A body needs a Content-Length.");
    if (length != NULL && (strspn(length, "0123456789") == 0 || length[strspn(length, "0123456789")] != '\r'))
        return refuse(BAD_REQUEST, "Content-Length is not a number.");
    unsigned long long parsed = length == NULL ? 0 : strtoull(length, NULL, 10);
    if (parsed > MAX_BODY_BYTES)
        return refuse("413 Content Too Large", "The request's body is larger than 1 MiB.");
    request->body_length = (size_t)parsed;
    request->expects_continue = expected != NULL && strncasecmp(expected, "100-continue\r", 13) == 0;
    return ACCEPTED;
}

static struct refusal parse_head(struct request *request)
{
    /* Ends the last header's line, and keeps what looks at headers out of the body. */
    request->body[-2] = '\0';
    struct refusal refusal = read_headers(request);
    char *path = strchr(request->data, ' ');
    char *version = path == NULL ? NULL : strchr(path + 1, ' ');

    if (path == request->data || version == NULL || path[1] != '/' || strncmp(version, " HTTP/1.", 8) != 0)
        return refuse(BAD_REQUEST, "The request line is not one of HTTP/1.1.");
    *path++ = '\0';
    *version = '\0';
    path[strcspn(path, "?")] = '\0';
    request->method = request->data;
    request->path = path;
    return refusal;
}

/* Reads the rest of the body. What follows it is ignored. */
static struct refusal read_body(struct request *request)
{
    long long deadline = now_ms() + REQUEST_MS;
    size_t end = (size_t)(request->body - request->data) + request->body_length;

    if (request->expects_continue && request->have < end)
        send_all(request->fd, as_text("HTTP/1.1 100 Continue\r\n\r\n"), deadline);
    while (request->have < end) {
        struct refusal refusal = read_more(request, end, deadline);
        if (refusal.status != NULL)
            return refusal;
    }
    request->data[end] = '\0';
    return ACCEPTED;
}

struct refusal read_request(struct request *request)
{
    struct refusal refusal = read_head(request);

    if (refusal.status == NULL)
        refusal = parse_head(request);
    return refusal.status == NULL ? read_body(request) : refusal;
}

bool send_text(const struct request *request, struct text text)
{
    return send_all(request->fd, text, request->deadline);
}

/* To a HEAD request the body is only announced. */
static void send_answer(const struct request *request, struct refusal refusal, struct text body)
{
    struct buffer out = {0};

    append_format(&out, "HTTP/1.1 %s\r\nContent-Type: application/json\r\n",
                  refusal.status == NULL ? "200 OK" : refusal.status);
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
    const char *type = refusal.status[0] == '4' ? "invalid_request_error" : "server_error";
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
    free(request->data);
}
