/*
 * Sockets, which never block, and waiting for them. A wait ends at its deadline, a moment of `now_ms`, and at
 * once when the program is to stop.
 */
#ifndef NET_H
#define NET_H

#include <sys/types.h>

#include "text.h"

/* Lets SIGINT and SIGTERM stop the program, and SIGPIPE do nothing. To be called before any wait. */
void stop_on_signals(void);
bool is_stopping(void);

/* Milliseconds of a clock that is never set. */
long long now_ms(void);

/* Whether `fd` (-1 for none) becomes ready for the events of poll(2) in time. */
bool wait_for(int fd, short events, long long deadline);

/* Whether all of the text was sent in time. */
bool send_all(int fd, struct text text, long long deadline);

/* Waits for bytes and reads up to `size` of them: 0 at the end of the stream, -1 for none in time. */
ssize_t receive(int fd, char *to, size_t size, long long deadline);

/* A connection, or -1. Only looking up the host's name has no deadline. */
int connect_to(const char *host, const char *port, long long deadline);

/* A socket that listens at an IPv4 address, or -1 and the problem in words. Port 0 picks a free one. */
int listen_at(const char *host, int port, const char **problem);

/* The address and port that a socket really listens on. */
void address_of(int listener, char host[16], int *port);

/* The next connection, or -1. */
int accept_at(int listener);

#endif
