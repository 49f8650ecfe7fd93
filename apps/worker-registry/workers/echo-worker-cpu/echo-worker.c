/*
 * echo-worker-cpu: a stand-in for an inference server, which answers with what it was asked. It needs no
 * weights and no accelerator, and keeps the worker contract: --port, --queen-url, --version, GET /health,
 * OpenAI's completion endpoints, and heartbeats. Every wait has a deadline, every buffer a limit.
 *
 * C11 and POSIX.1-2008: Linux and macOS.
 */
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "heartbeat.h"
#include "net.h"
#include "server.h"
#include "worker.h"

struct options {
    const char *host;
    const char *port;
};

static const char help[] =
    "Usage: " NAME " [options]\n"
    "\n"
    "An inference server whose only model answers with what it was asked.\n"
    "\n"
    "  --port N               port to listen on; 0, the default, picks a free one\n"
    "  --host HOST            IPv4 address to listen on (default 127.0.0.1)\n"
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

static int parse_number(const char *name, const char *value, const int limits[2])
{
    char *end;
    long number = strtol(value, &end, 10);

    if (strspn(value, "0123456789") == 0 || *end != '\0' || number < limits[0] || number > limits[1])
        usage_error("%s needs a number from %d to %d, not '%s'", name, limits[0], limits[1], value);
    return (int)number;
}

static void parse_arguments(char **arguments, struct options *options, struct heartbeat *heartbeat)
{
    static const int ports[2] = {0, 65535}, seconds[2] = {1, 3600};

    for (char **at = arguments + 1; *at != NULL; at += 2) {
        const char *name = at[0];
        char *value = at[1];
        bool is_port = strcmp(name, "--port") == 0, is_host = strcmp(name, "--host") == 0;
        bool is_queen = strcmp(name, "--queen-url") == 0;
        bool is_seconds = strcmp(name, "--heartbeat-seconds") == 0;

        if (strcmp(name, "--version") == 0 || strcmp(name, "--help") == 0) {
            fputs(name[2] == 'v' ? NAME " " VERSION "\n" : help, stdout);
            exit(0);
        }
        if (!is_port && !is_host && !is_queen && !is_seconds)
            usage_error("unknown option '%s'", name);
        if (value == NULL)
            usage_error("%s needs a value", name);
        if (is_port)
            parse_number(name, options->port = value, ports);
        if (is_host)
            options->host = value;
        if (is_seconds)
            heartbeat->seconds = parse_number(name, value, seconds);
        if (is_queen && !parse_queen_url(value, heartbeat))
            usage_error("--queen-url must be http://host[:port][/path], without user, query and fragment");
    }
}

/* Signals that end the program are taken by `sigwait` alone: threads inherit that they are blocked. */
static sigset_t block_stop_signals(void)
{
    sigset_t stop;

    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    signal(SIGPIPE, SIG_IGN);
    return stop;
}

int main(int argc, char **argv)
{
    /* Static, because threads that use them may outlive main's frame. */
    static struct heartbeat heartbeat = {.seconds = 5};
    static int listener;
    struct options options = {.host = "127.0.0.1", .port = "0"};
    const char *problem;
    char host[16];
    int port, received;

    if (argc > 0)
        parse_arguments(argv, &options, &heartbeat);
    sigset_t stop = block_stop_signals();
    listener = listen_at(options.host, options.port, &problem);
    if (listener < 0) {
        fprintf(stderr, NAME ": cannot listen on %s port %s: %s\n", options.host, options.port, problem);
        return 1;
    }
    address_of(listener, host, &port);
    snprintf(heartbeat.worker_url, sizeof heartbeat.worker_url, "http://%s:%d", host, port);
    snprintf(heartbeat.worker_id, sizeof heartbeat.worker_id, NAME "-%d", port);
    if (!start_serving(&listener) || (heartbeat.host != NULL && !start_heartbeats(&heartbeat))) {
        fputs(NAME ": cannot start a thread\n", stderr);
        return 1;
    }
    printf("listening on %s\n", heartbeat.worker_url);
    fflush(stdout);
    sigwait(&stop, &received);
    finish_serving();
    return 0;
}
