#include "heartbeat.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "net.h"
#include "worker.h"

#ifndef SECOND_MS
#define SECOND_MS 1000
#endif

enum { BEAT_MS = 5 * 1000 };

/* Ends the text at the first such character and answers what follows it, or `otherwise`. */
static char *cut(char *text, char at, char *otherwise)
{
    char *found = strchr(text, at);

    if (found == NULL)
        return otherwise;
    *found = '\0';
    return found + 1;
}

bool parse_queen_url(char *url, struct heartbeat *heartbeat)
{
    static char default_port[] = "80", no_path[] = "";

    if (strncasecmp(url, "http://", 7) != 0)
        return false;
    for (const char *c = url; *c != '\0'; c++)
        if ((unsigned char)*c <= 0x20 || *c == 0x7f || strchr("@?#\\[]", *c) != NULL)
            return false;
    char *path = cut(url + 7, '/', no_path);
    char *port = cut(url + 7, ':', default_port);
    for (size_t end = strlen(path); end > 0 && path[end - 1] == '/'; end--)
        path[end - 1] = '\0';
    heartbeat->host = url + 7;
    heartbeat->port = port;
    heartbeat->path = path;
    size_t digits = strspn(port, "0123456789");
    return url[7] != '\0' && digits <= 5 && port[digits] == '\0' && atoi(port) >= 1 && atoi(port) <= 65535;
}

static struct buffer format_request(const struct heartbeat *heartbeat)
{
    struct buffer body = {0}, request = {0};
    time_t now = time(NULL);
    struct tm utc;
    char timestamp[32];

    gmtime_r(&now, &utc);
    strftime(timestamp, sizeof timestamp, "%Y-%m-%dT%H:%M:%SZ", &utc);
    append_format(&body, "{\"worker_id\":\"%s\",\"status\":\"ready\",\"url\":\"%s\",\"timestamp\":\"%s\"}",
                  heartbeat->worker_id, heartbeat->worker_url, timestamp);
    append_format(&request, "POST /%s%sv1/worker-heartbeat HTTP/1.1\r\nHost: %s:%s\r\n", heartbeat->path,
                  heartbeat->path[0] == '\0' ? "" : "/", heartbeat->host, heartbeat->port);
    append_format(&request, "Content-Type: application/json\r\nContent-Length: %zu\r\n", body.length);
    append_format(&request, "User-Agent: " NAME "/" VERSION "\r\nConnection: close\r\n\r\n");
    append(&request, text_of(&body));
    free(body.data);
    return request;
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

static bool send_heartbeat(const struct heartbeat *heartbeat)
{
    long long deadline = now_ms() + BEAT_MS;
    int fd = connect_to(heartbeat->host, heartbeat->port, deadline);

    if (fd < 0)
        return false;
    struct buffer request = format_request(heartbeat);
    bool is_taken = send_all(fd, text_of(&request), deadline) && is_success(fd, deadline);
    free(request.data);
    close(fd);
    return is_taken;
}

static void *send_heartbeats(void *argument)
{
    const struct heartbeat *heartbeat = argument;
    bool was_taken = true;

    for (;;) {
        long long next = now_ms() + (long long)heartbeat->seconds * SECOND_MS;
        bool is_taken = send_heartbeat(heartbeat);
        if (!is_taken && was_taken)
            fprintf(stderr,
                    NAME ": the queen at %s port %s did not take the heartbeat; trying again every %d s\n",
                    heartbeat->host, heartbeat->port, heartbeat->seconds);
        was_taken = is_taken;
        sleep_until(next);
    }
    return NULL;
}

bool start_heartbeats(struct heartbeat *heartbeat)
{
    pthread_t thread;

    return pthread_create(&thread, NULL, send_heartbeats, heartbeat) == 0 && pthread_detach(thread) == 0;
}
