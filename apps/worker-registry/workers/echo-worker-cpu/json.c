#include "json.h"

#include <stdlib.h>
#include <string.h>

/* To read or skip a value answers what follows it, or NULL. None holds the final NUL, so all stop there. */

enum { MAX_DEPTH = 64 };

static const char *skip_value(const char *at, int depth);

static const char *skip_space(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

/* The length of the well-formed UTF-8 sequence at the start of the text, or 0. */
static size_t utf8_length(const char *text)
{
    const unsigned char *byte = (const unsigned char *)text;
    unsigned char first = byte[0];
    size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    unsigned char low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    unsigned char high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;

    if ((first >= 0x80 && first < 0xc2) || first > 0xf4)
        return 0;
    if (length > 1 && (byte[1] < low || byte[1] > high))
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((byte[i] & 0xc0) != 0x80)
            return 0;
    return length;
}

static void append_utf8(struct buffer *buffer, long code_point)
{
    static const unsigned char leads[] = {0x00, 0xc0, 0xe0, 0xf0};
    int more = code_point < 0x80 ? 0 : code_point < 0x800 ? 1 : code_point < 0x10000 ? 2 : 3;
    char bytes[4] = {(char)(leads[more] | code_point >> 6 * more)};

    for (int i = 1; i <= more; i++)
        bytes[i] = (char)(0x80 | (code_point >> 6 * (more - i) & 0x3f));
    append(buffer, (struct text){bytes, (size_t)more + 1});
}

/* The number in four hexadecimal digits, or -1. */
static long hex4(const char *at)
{
    char four[5] = "";

    if (strspn(at, "0123456789abcdefABCDEF") < 4)
        return -1;
    memcpy(four, at, 4);
    return strtol(four, NULL, 16);
}

/* What follows "\u": one unit, or a surrogate pair. Half a pair becomes U+FFFD, which UTF-8 can hold. */
static const char *read_unicode_escape(const char *at, struct buffer *out)
{
    long code = hex4(at);
    bool is_high = code >= 0xd800 && code <= 0xdbff;
    long low = is_high && strncmp(at + 4, "\\u", 2) == 0 ? hex4(at + 6) : -1;

    if (code < 0)
        return NULL;
    if (low >= 0xdc00 && low <= 0xdfff) {
        append_utf8(out, 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00));
        return at + 10;
    }
    append_utf8(out, code >= 0xd800 && code <= 0xdfff ? 0xfffd : code);
    return at + 4;
}

/* What follows a backslash. */
static const char *read_escape(const char *at, struct buffer *out)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    const char *name = memchr(names, *at, sizeof names - 1);

    if (name == NULL)
        return *at == 'u' ? read_unicode_escape(at + 1, out) : NULL;
    append(out, (struct text){&values[name - names], 1});
    return at + 1;
}

static const char *read_string(const char *at, struct buffer *out)
{
    if (*at++ != '"')
        return NULL;
    while (at != NULL && *at != '"') {
        if (*at == '\\') {
            at = read_escape(at + 1, out);
            continue;
        }
        size_t length = (unsigned char)*at < 0x20 ? 0 : utf8_length(at);
        append(out, (struct text){at, length});
        at = length == 0 ? NULL : at + length;
    }
    return at == NULL ? NULL : at + 1;
}

static const char *skip_string(const char *at)
{
    struct buffer unused = {0};
    const char *end = read_string(at, &unused);

    free(unused.data);
    return end;
}

static const char *skip_digits(const char *at)
{
    size_t count = strspn(at, "0123456789");

    return count == 0 ? NULL : at + count;
}

static const char *skip_number(const char *at)
{
    at += *at == '-';
    at = *at == '0' ? at + 1 : skip_digits(at);
    if (at != NULL && *at == '.')
        at = skip_digits(at + 1);
    if (at == NULL || (*at != 'e' && *at != 'E'))
        return at;
    at++;
    return skip_digits(*at == '+' || *at == '-' ? at + 1 : at);
}

/* From the name of an object's member to its value. */
static const char *skip_name(const char *at)
{
    at = skip_string(at);
    at = at == NULL ? NULL : skip_space(at);
    return at == NULL || *at != ':' ? NULL : skip_space(at + 1);
}

static const char *skip_items(const char *at, int depth)
{
    char opening = *at, closing = opening == '{' ? '}' : ']';

    at = skip_space(at + 1);
    if (*at == closing)
        return at + 1;
    for (;;) {
        at = opening == '{' ? skip_name(at) : at;
        at = at == NULL ? NULL : skip_value(at, depth + 1);
        if (at == NULL)
            return NULL;
        at = skip_space(at);
        if (*at == closing)
            return at + 1;
        if (*at != ',')
            return NULL;
        at = skip_space(at + 1);
    }
}

static const char *skip_value(const char *at, int depth)
{
    if (*at == '"')
        return skip_string(at);
    if (*at == '{' || *at == '[')
        return depth == MAX_DEPTH ? NULL : skip_items(at, depth);
    if (strncmp(at, "true", 4) == 0 || strncmp(at, "null", 4) == 0)
        return at + 4;
    return strncmp(at, "false", 5) == 0 ? at + 5 : skip_number(at);
}

bool is_json(const char *text, size_t length)
{
    const char *end = skip_value(skip_space(text), 0);

    return end != NULL && skip_space(end) == text + length;
}

bool begins(const char *value, char first)
{
    return value != NULL && *value == first;
}

const char *first_item(const char *array)
{
    const char *item = skip_space(array + 1);

    return *item == ']' || *item == '}' ? NULL : item;
}

const char *next_item(const char *item)
{
    const char *comma = skip_space(skip_value(item, 0));

    return *comma == ',' ? skip_space(comma + 1) : NULL;
}

const char *member(const char *object, const char *name)
{
    const char *value, *found = NULL;
    struct buffer key = {0};

    if (!begins(object, '{'))
        return NULL;
    for (const char *at = first_item(object); at != NULL; at = next_item(value)) {
        key.length = 0;
        read_string(at, &key);
        value = skip_name(at);
        if (text_is(text_of(&key), name))
            found = value;
    }
    free(key.data);
    return found;
}

void append_json_value(struct buffer *buffer, const char *string)
{
    read_string(string, buffer);
}

void append_json_string(struct buffer *buffer, struct text text)
{
    append(buffer, as_text("\""));
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c == '"' || c == '\\')
            append_format(buffer, "\\%c", c);
        else if (c < 0x20 || c == 0x7f)
            append_format(buffer, "\\u%04x", c);
        else
            append(buffer, (struct text){&text.data[i], 1});
    }
    append(buffer, as_text("\""));
}
