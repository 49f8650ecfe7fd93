/*
 * The routes and the connections, one thread each. Beyond 64 connections at once clients are answered 503,
 * and far beyond it hung up on.
 */
#ifndef SERVER_H
#define SERVER_H

/* Serves until the program is to stop, and gives requests under way a moment to end. Closes the listener. */
void serve(int listener);

#endif
