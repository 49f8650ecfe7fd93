/* HTTP/1.1, one request a connection, read within limits of size and time; the answer is JSON or a stream. */
#ifndef HTTP_H
#define HTTP_H

#include "text.h"

/* Starts with the connection and the deadline of its answer; the rest is `read_request`'s. */
struct request {
    int fd;
    long long deadline;
    char *method;
    char *path; /* without the query */
    char *body; /* ends with a NUL at `body_length` */
    size_t body_length;
    bool expects_continue;
    char *data; /* all of the above, as it came */
    size_t have;
};

/* Why a request is refused. */
struct refusal {
    const char *status; /* of the status line, or NULL: not refused */
    const char *message;
    const char *allow; /* the methods that a 405 names, or NULL */
};

#define BAD_REQUEST "400 Bad Request"
#define ACCEPTED ((struct refusal){NULL, NULL, NULL})

struct refusal refuse(const char *status, const char *message);

struct refusal read_request(struct request *request);

/* Answers 200 with a JSON body. */
void send_json(const struct request *request, struct text body);

/* Answers an error as `{"error":{"message","type"}}`. */
void send_refusal(const struct request *request, struct refusal refusal);

/* Begins a stream of server-sent events that ends with the connection. Whether it was sent. */
bool begin_stream(const struct request *request);
bool send_text(const struct request *request, struct text text);

/* Closes the connection so that the client gets its answer, and frees what was read. */
void end_request(struct request *request);

#endif
