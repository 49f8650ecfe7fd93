/*
 * Heartbeats to the queen: {"worker_id","status","url","timestamp"} is posted to URL/v1/worker-heartbeat at
 * the start and then every so many seconds. A failure is printed once, and again only after a success in
 * between; the next beat is sent all the same.
 */
#ifndef HEARTBEAT_H
#define HEARTBEAT_H

#include <stdbool.h>

struct heartbeat {
    const char *host;
    const char *port;
    const char *path; /* without slashes around it */
    int seconds;
    char worker_id[32];
    char worker_url[32];
};

/* Cuts http://host[:port][/path] into the first three members, or answers false when it is none. */
bool parse_queen_url(char *url, struct heartbeat *heartbeat);

/* Sends them from a thread of its own until the program ends; false when there is none to be had. */
bool start_heartbeats(struct heartbeat *heartbeat);

#endif
