/*
 * JSON (RFC 8259) of UTF-8 (RFC 3629), read where it stands. A value is a pointer to its first character in a
 * text that `is_json` has accepted, or NULL for none: '"' begins a string, '[' an array, 't' is true.
 */
#ifndef JSON_H
#define JSON_H

#include "text.h"

/* Whether a text that ends with a NUL at `text[length]` is one JSON value, nested at most 64 deep. */
bool is_json(const char *text, size_t length);

/* The kind of value that begins so; false for NULL. */
bool begins(const char *value, char first);

/* The first value of an array, and the one after a value; NULL at the end. */
const char *first_item(const char *array);
const char *next_item(const char *item);

/* The member of that name, the last if there are several; NULL for none, and of what is no object. */
const char *member(const char *object, const char *name);

/* Appends what a string stands for. */
void append_json_value(struct buffer *buffer, const char *string);

/* Appends valid UTF-8 as a JSON string, quotes included. */
void append_json_string(struct buffer *buffer, struct text text);

#endif
