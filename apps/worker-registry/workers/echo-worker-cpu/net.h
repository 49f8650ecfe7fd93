/* Connections, which never block, and waiting for them until a deadline, a moment of `now_ms`. IPv4 only. */
#ifndef NET_H
#define NET_H

#include <sys/types.h>

#include "text.h"

/* Milliseconds of a clock that is never set. */
long long now_ms(void);
void sleep_until(long long deadline);

/* Whether all of the text was sent in time. */
bool send_all(int fd, struct text text, long long deadline);

/* Waits for bytes and reads up to `size` of them: 0 at the end of the stream, -1 for none in time. */
ssize_t receive(int fd, char *to, size_t size, long long deadline);

/* A connection, or -1. Only looking up the host's name has no deadline. */
int connect_to(const char *host, const char *port, long long deadline);

/* A socket that listens and blocks, or -1 and the problem in words. Port 0 picks a free one. */
int listen_at(const char *host, const char *port, const char **problem);

/* The address and port that a socket really listens on. */
void address_of(int listener, char host[16], int *port);

/* Waits for the next connection; -1 when one was lost. */
int accept_at(int listener);

#endif
