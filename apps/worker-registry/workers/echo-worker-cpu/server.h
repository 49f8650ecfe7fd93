/*
 * The routes and the connections, one thread each. Beyond 64 connections at once clients are answered 503,
 * and far beyond it hung up on.
 */
#ifndef SERVER_H
#define SERVER_H

#include <stdbool.h>

/* Serves from a thread of its own until the program ends; false when there is none to be had. */
bool start_serving(const int *listener);

/* Gives the requests under way a moment to end. */
void finish_serving(void);

#endif
