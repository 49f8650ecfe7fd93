/*
 * echo-worker-cpu: a stand-in for an inference server, which answers with what it was asked. It needs no
 * weights and no accelerator, and keeps the worker contract: --port, --queen-url, --version, GET /health,
 * OpenAI's completion endpoints, and heartbeats. Every wait has a deadline, every buffer a limit.
 *
 * C11 and POSIX.1-2008: Linux and macOS.
 */
#include <errno.h>
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
    int port;
    bool has_queen;
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

static void print_and_exit(const char *text)
{
    fputs(text, stdout);
    exit(0);
}

static int parse_number(const char *name, const char *value, int high)
{
    char *end;
    int low = strcmp(name, "--port") == 0 ? 0 : 1;

    errno = 0;
    long number = strtol(value, &end, 10);
    if (strspn(value, "0123456789") == 0 || *end != '\0' || errno != 0 || number < low || number > high)
        usage_error("%s needs a number from %d to %d, not '%s'", name, low, high, value);
    return (int)number;
}

static void parse_option(const char *name, char *value, struct options *options, struct heartbeat *heartbeat)
{
    if (value == NULL)
        usage_error("%s needs a value", name);
    if (strcmp(name, "--port") == 0)
        options->port = parse_number(name, value, 65535);
    else if (strcmp(name, "--host") == 0)
        options->host = value;
    else if (strcmp(name, "--heartbeat-seconds") == 0)
        heartbeat->seconds = parse_number(name, value, 3600);
    else if (!(options->has_queen = parse_queen_url(value, heartbeat)))
        usage_error("--queen-url must be http://host[:port][/path], without user, query and fragment");
}

