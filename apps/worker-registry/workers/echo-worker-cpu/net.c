#include "net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "worker.h"

/* Readable from the moment the program is to stop: every wait looks at it too. */
static int stop_pipe[2];

static bool make_nonblocking(int fd)
{
    int flags = fcntl(fd, F_GETFL);

    return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0;
}

static void handle_stop_signal(int signal_number)
{
    int saved = errno;

    (void)signal_number;
    /* A full pipe already says what this would say. */
    if (write(stop_pipe[1], "x", 1) < 0)
        errno = saved;
}

void stop_on_signals(void)
{
    struct sigaction stop = {.sa_handler = handle_stop_signal};
    struct sigaction ignore = {.sa_handler = SIG_IGN};

    if (pipe(stop_pipe) != 0 || !make_nonblocking(stop_pipe[1])) {
        perror(NAME ": pipe");
        exit(1);
    }
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
}

bool is_stopping(void)
{
    struct pollfd stop = {.fd = stop_pipe[0], .events = POLLIN};

    return poll(&stop, 1, 0) > 0;
}

long long now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool wait_for(int fd, short events, long long deadline)
{
    struct pollfd watched[2] = {{.fd = stop_pipe[0], .events = POLLIN}, {.fd = fd, .events = events}};

    for (;;) {
        long long left = deadline - now_ms();
        if (left <= 0)
            return false;
        int ready = poll(watched, 2, (int)left);
        if (ready < 0 && errno != EINTR)
            return false;
        if (ready > 0)
            return watched[0].revents == 0;
    }
}

static bool is_for_now(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

bool send_all(int fd, struct text text, long long deadline)
{
    while (text.length > 0) {
        ssize_t sent = send(fd, text.data, text.length, 0);
        if (sent >= 0) {
            text.data += sent;
            text.length -= (size_t)sent;
        } else if (!is_for_now(errno) || !wait_for(fd, POLLOUT, deadline)) {
            return false;
        }
    }
    return true;
}

ssize_t receive(int fd, char *to, size_t size, long long deadline)
{
    for (;;) {
        ssize_t received = recv(fd, to, size, 0);
        if (received >= 0)
            return received;
        if (!is_for_now(errno) || !wait_for(fd, POLLIN, deadline))
            return -1;
    }
}

static bool connects(int fd, const struct addrinfo *address, long long deadline)
{
    int error = 0;
    socklen_t size = sizeof error;

    if (!make_nonblocking(fd))
        return false;
    if (connect(fd, address->ai_addr, address->ai_addrlen) == 0)
        return true;
    return errno == EINPROGRESS && wait_for(fd, POLLOUT, deadline) &&
           getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
}

int connect_to(const char *host, const char *port, long long deadline)
{
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *addresses;
    int connected = -1;

    if (getaddrinfo(host, port, &hints, &addresses) != 0)
        return -1;
    for (struct addrinfo *each = addresses; each != NULL && connected < 0; each = each->ai_next) {
        int fd = socket(each->ai_family, each->ai_socktype, each->ai_protocol);
        if (fd >= 0 && connects(fd, each, deadline))
            connected = fd;
        else if (fd >= 0)
            close(fd);
    }
    freeaddrinfo(addresses);
    return connected;
}

int listen_at(const char *host, int port, const char **problem)
{
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found;
    int yes = 1;

    int error = getaddrinfo(host, NULL, &hints, &found);
    if (error != 0) {
        *problem = gai_strerror(error);
        return -1;
    }
    struct sockaddr_in address;
    memcpy(&address, found->ai_addr, sizeof address);
    freeaddrinfo(found);
    address.sin_port = htons((unsigned short)port);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
        bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(fd, 128) == 0 &&
        make_nonblocking(fd))
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

    /* Out of descriptors: the connection stays readable, so give the others time to end. */
    if (fd < 0 && (errno == EMFILE || errno == ENFILE))
        wait_for(-1, 0, now_ms() + 50);
    if (fd < 0 || make_nonblocking(fd))
        return fd;
    close(fd);
    return -1;
}
