#include "server.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "completions.h"
#include "net.h"
#include "worker.h"

enum { MAX_CONNECTIONS = 64, MAX_THREADS = 96, CONNECTION_MS = 60 * 1000, STOP_MS = 500 };

static atomic_int threads_running;

static struct refusal answer_health(const struct request *request)
{
    send_json(request, as_text("{\"status\":\"ok\",\"worker\":\"" NAME "\",\"version\":\"" VERSION "\"}"));
    return ACCEPTED;
}

static struct refusal answer_models(const struct request *request)
{
    send_json(request, as_text("{\"object\":\"list\",\"data\":[{\"id\":\"" MODEL
                               "\",\"object\":\"model\",\"created\":0,\"owned_by\":\"" NAME "\"}]}"));
    return ACCEPTED;
}

/* `methods` is the value of an Allow header. */
static bool allows(const char *methods, const char *method)
{
    if (strcmp(methods, "POST") == 0)
        return strcmp(method, "POST") == 0;
    return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

static struct refusal answer_request(const struct request *request)
{
    static const struct {
        const char *path;
        const char *allow;
        struct refusal (*answer)(const struct request *request);
    } routes[] = {
        {"/health", "GET, HEAD", answer_health},
        {"/v1/models", "GET, HEAD", answer_models},
        {"/v1/chat/completions", "POST", answer_chat_completion},
        {"/v1/completions", "POST", answer_text_completion},
    };

    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        if (strcmp(request->path, routes[i].path) != 0)
            continue;
        if (!allows(routes[i].allow, request->method))
            return (struct refusal){"405 Method Not Allowed", "This path does not take this method.",
                                    routes[i].allow};
        return routes[i].answer(request);
    }
    return refuse("404 Not Found", "There is nothing at this path.");
}

static void *end_thread(struct request *request)
{
    end_request(request);
    free(request);
    atomic_fetch_sub(&threads_running, 1);
    return NULL;
}

static void *serve_connection(void *argument)
{
    struct request *request = argument;
    struct refusal refusal = read_request(request);

    if (refusal.status == NULL)
        refusal = answer_request(request);
    if (refusal.status != NULL)
        send_refusal(request, refusal);
    return end_thread(request);
}

static void *refuse_connection(void *argument)
{
    send_refusal(argument, refuse("503 Service Unavailable", "Too many requests at once."));
    return end_thread(argument);
}

static void accept_connection(int listener)
{
    pthread_t thread;
    int fd = accept_at(listener);

    if (fd < 0)
        return;
    struct request *request = must(calloc(1, sizeof *request));
    *request = (struct request){.fd = fd, .deadline = now_ms() + CONNECTION_MS};
    int others = atomic_fetch_add(&threads_running, 1);
    void *(*run)(void *) = others < MAX_CONNECTIONS ? serve_connection : refuse_connection;
    if (others < MAX_THREADS && pthread_create(&thread, NULL, run, request) == 0) {
        pthread_detach(thread);
        return;
    }
    atomic_fetch_sub(&threads_running, 1);
    close(fd);
    free(request);
}

static void *accept_connections(void *argument)
{
    for (;;)
        accept_connection(*(const int *)argument);
    return NULL;
}

bool start_serving(const int *listener)
{
    pthread_t thread;

    return pthread_create(&thread, NULL, accept_connections, (void *)listener) == 0 &&
           pthread_detach(thread) == 0;
}

void finish_serving(void)
{
    for (long long end = now_ms() + STOP_MS; atomic_load(&threads_running) > 0 && now_ms() < end;)
        sleep_until(now_ms() + 10);
}
