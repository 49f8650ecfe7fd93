#include "server.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "completions.h"
#include "net.h"
#include "worker.h"

enum { MAX_CONNECTIONS = 64, MAX_THREADS = 96, CONNECTION_MS = 60 * 1000, STOP_MS = 3 * 1000 };

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

static struct refusal answer_request(const struct request *request)
{
    static const struct {
        const char *path;
        const char *methods[3];
        const char *allow;
        struct refusal (*answer)(const struct request *request);
    } routes[] = {
        {"/health", {"GET", "HEAD"}, "GET, HEAD", answer_health},
        {"/v1/models", {"GET", "HEAD"}, "GET, HEAD", answer_models},
        {"/v1/chat/completions", {"POST"}, "POST", answer_chat_completion},
        {"/v1/completions", {"POST"}, "POST", answer_text_completion},
    };

    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        if (strcmp(request->path, routes[i].path) != 0)
            continue;
        for (const char *const *method = routes[i].methods; *method != NULL; method++)
            if (strcmp(request->method, *method) == 0)
                return routes[i].answer(request);
        return (struct refusal){405, "This path does not take this method.", routes[i].allow};
    }
    return refuse(404, "There is nothing at this path.");
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

    if (refusal.status == 0)
        refusal = answer_request(request);
    if (refusal.status > 0)
        send_refusal(request, refusal);
    return end_thread(request);
}

static void *refuse_connection(void *argument)
{
    send_refusal(argument, refuse(503, "Too many requests at once."));
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

void serve(int listener)
{
    while (!is_stopping())
        if (wait_for(listener, POLLIN, now_ms() + CONNECTION_MS))
            accept_connection(listener);
    close(listener);
    for (long long end = now_ms() + STOP_MS; atomic_load(&threads_running) > 0 && now_ms() < end;)
        poll(NULL, 0, 10);
}
