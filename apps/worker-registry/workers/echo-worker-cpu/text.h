/* Text with a length, and buffers that grow. Being out of memory ends the program with code 1. */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
    const char *data;
    size_t length;
};

/* Starts as {0}; its owner frees `data`. */
struct buffer {
    char *data;
    size_t length;
    size_t capacity;
};

/* Answers what was allocated; NULL ends the program. */
void *must(void *allocated);

struct text as_text(const char *string);
bool text_is(struct text text, const char *expected);

/* What the buffer holds, until it is next appended to. */
struct text text_of(const struct buffer *buffer);

void append(struct buffer *buffer, struct text text);
void append_format(struct buffer *buffer, const char *format, ...);

#endif
