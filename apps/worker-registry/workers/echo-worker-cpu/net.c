#include "net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

long long now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Whether `fd` becomes ready in time. */
static bool wait_for(int fd, short events, long long deadline)
{
    struct pollfd watched = {.fd = fd, .events = events};

    for (;;) {
        long long left = deadline - now_ms();
        int ready = left <= 0 ? 0 : poll(&watched, 1, (int)left);
        if (ready >= 0 || errno != EINTR)
            return ready > 0;
    }
}

void sleep_until(long long deadline)
{
    wait_for(-1, 0, deadline);
}

static bool is_for_now(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

bool send_all(int fd, struct text text, long long deadline)
{
    while (text.length > 0) {
        ssize_t sent = send(fd, text.data, text.length, 0);
        if (sent >= 0)
            text = (struct text){text.data + sent, text.length - (size_t)sent};
        else if (!is_for_now(errno) || !wait_for(fd, POLLOUT, deadline))
            return false;
    }
    return true;
}

ssize_t receive(int fd, char *to, size_t size, long long deadline)
{
    while (wait_for(fd, POLLIN, deadline)) {
        ssize_t received = recv(fd, to, size, 0);
        if (received >= 0 || !is_for_now(errno))
            return received;
    }
    return -1;
}

static bool make_nonblocking(int fd)
{
    int flags = fcntl(fd, F_GETFL);

    return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0;
}

/* Answers 0 or an error of getaddrinfo(3). */
static int look_up(const char *host, const char *port, struct sockaddr_in *address)
{
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found;
    int error = getaddrinfo(host, port, &hints, &found);

    if (error == 0) {
        memcpy(address, found->ai_addr, sizeof *address);
        freeaddrinfo(found);
    }
    return error;
}

int connect_to(const char *host, const char *port, long long deadline)
{
    struct sockaddr_in address;
    int error = 0;
    socklen_t size = sizeof error;

    if (look_up(host, port, &address) != 0)
        return -1;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0)
        return -1;
    if (make_nonblocking(fd) && (connect(fd, (struct sockaddr *)&address, sizeof address) == 0 ||
                                 (errno == EINPROGRESS && wait_for(fd, POLLOUT, deadline))) &&
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0)
        return fd;
    close(fd);
    return -1;
}

int listen_at(const char *host, const char *port, const char **problem)
{
    struct sockaddr_in address;
    int yes = 1;
    int error = look_up(host, port, &address);

    if (error != 0) {
        *problem = gai_strerror(error);
        return -1;
    }
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
        bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(fd, 128) == 0)
        return fd;
    *problem = strerror(errno);
    return -1;
}

void address_of(int listener, char host[16], int *port)
{
    struct sockaddr_in address = {0};
    socklen_t size = sizeof address;

    getsockname(listener, (struct sockaddr *)&address, &size);
    inet_ntop(AF_INET, &address.sin_addr, host, 16);
    *port = ntohs(address.sin_port);
}

int accept_at(int listener)
{
    int fd = accept(listener, NULL, NULL);

    if (fd >= 0 && make_nonblocking(fd))
        return fd;
    if (fd >= 0)
        close(fd);
    else if (errno == EMFILE || errno == ENFILE)
        /* Out of descriptors: the connection stays readable, so give the others time to end. */
        sleep_until(now_ms() + 50);
    return -1;
}
