/* JSON (RFC 8259) of UTF-8 (RFC 3629), read into values and written as strings. */
#ifndef JSON_H
#define JSON_H

#include "text.h"

/* In this order: what may stand for a boolean comes first. */
enum json_type { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json {
    enum json_type type;
    struct text string; /* a string's value */
    struct text key;    /* the name of an object's member */
    struct json *first; /* of an array or object */
    struct json *next;
};

/*
 * Reads one JSON text of at most 65,536 values, nested at most 64 deep, which ends with a NUL at
 * `text[length]`. Strings are decoded in place, so that the text must outlive the values. Answers the root,
 * which is the start of the one allocation to free, or NULL.
 */
struct json *read_json(char *text, size_t length);

/* The member of that name, the last if there are several, or NULL. */
const struct json *member(const struct json *object, const char *name);

/* Whether the value is there and of this type. */
bool json_is(const struct json *value, enum json_type type);

/* Appends valid UTF-8 as a JSON string, quotes included. */
void append_json_string(struct buffer *buffer, struct text text);

#endif
