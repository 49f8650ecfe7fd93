/* What the program is called. The version is the recipe's `pkgver`. */
#ifndef WORKER_H
#define WORKER_H

#define NAME "echo-worker-cpu"
#define VERSION "0.1.0"

#endif
