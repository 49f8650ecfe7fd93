#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "worker.h"

void *must(void *allocated)
{
    if (allocated == NULL) {
        fputs(NAME ": out of memory\n", stderr);
        exit(1);
    }
    return allocated;
}

struct text as_text(const char *string)
{
    return (struct text){string, strlen(string)};
}

bool text_is(struct text text, const char *expected)
{
    return text.length == strlen(expected) && memcmp(text.data, expected, text.length) == 0;
}

struct text text_of(const struct buffer *buffer)
{
    return buffer->data == NULL ? as_text("") : (struct text){buffer->data, buffer->length};
}

/* Makes room for so many bytes more and answers where they go. */
static char *reserve(struct buffer *buffer, size_t length)
{
    if (buffer->data == NULL || length > buffer->capacity - buffer->length) {
        buffer->capacity = 2 * buffer->capacity + length + 256;
        buffer->data = must(realloc(buffer->data, buffer->capacity));
    }
    return buffer->data + buffer->length;
}

void append(struct buffer *buffer, struct text text)
{
    memcpy(reserve(buffer, text.length), text.data, text.length);
    buffer->length += text.length;
}

void append_format(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    size_t length = (size_t)vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    va_start(arguments, format);
    vsnprintf(reserve(buffer, length + 1), length + 1, format, arguments);
    va_end(arguments);
    buffer->length += length;
}
