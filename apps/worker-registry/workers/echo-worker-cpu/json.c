#include "json.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_VALUES = 64 * 1024, MAX_DEPTH = 64 };

/* The NUL at the end of the text belongs to no value, so that nothing reads past it. */
struct reader {
    char *at;
    struct json *values;
    size_t used;
    int depth;
};

static struct json *read_value(struct reader *reader);

static void skip_space(struct reader *reader)
{
    reader->at += strspn(reader->at, " \t\r\n");
}

static bool take(struct reader *reader, const char *expected)
{
    size_t length = strlen(expected);

    if (strncmp(reader->at, expected, length) != 0)
        return false;
    reader->at += length;
    return true;
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

static char *write_utf8(char *to, unsigned long code_point)
{
    static const unsigned char leads[] = {0x00, 0xc0, 0xe0, 0xf0};
    int more = code_point < 0x80 ? 0 : code_point < 0x800 ? 1 : code_point < 0x10000 ? 2 : 3;

    *to++ = (char)(leads[more] | code_point >> 6 * more);
    while (more-- > 0)
        *to++ = (char)(0x80 | (code_point >> 6 * more & 0x3f));
    return to;
}

static bool read_hex4(struct reader *reader, unsigned long *code)
{
    char digits[5] = "";

    if (strspn(reader->at, "0123456789abcdefABCDEF") < 4)
        return false;
    memcpy(digits, reader->at, 4);
    *code = strtoul(digits, NULL, 16);
    reader->at += 4;
    return true;
}

/* What follows "\u": one unit, or a surrogate pair. Half a pair becomes U+FFFD, which UTF-8 can hold. */
static bool read_unicode_escape(struct reader *reader, char **to)
{
    unsigned long high, low;

    if (!read_hex4(reader, &high))
        return false;
    char *after_high = reader->at;
    if (high >= 0xd800 && high <= 0xdbff && take(reader, "\\u")) {
        if (!read_hex4(reader, &low))
            return false;
        if (low >= 0xdc00 && low <= 0xdfff)
            high = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
        else
            reader->at = after_high;
    }
    *to = write_utf8(*to, high >= 0xd800 && high <= 0xdfff ? 0xfffd : high);
    return true;
}

/* What follows a backslash. */
static bool read_escape(struct reader *reader, char **to)
{
    static const char names[] = "\"\\/bfnrt";
    static const char values[] = "\"\\/\b\f\n\r\t";

    if (take(reader, "u"))
        return read_unicode_escape(reader, to);
    const char *name = memchr(names, *reader->at, sizeof names - 1);
    if (name == NULL)
        return false;
    reader->at++;
    *(*to)++ = values[name - names];
    return true;
}

/* A string's value is never longer than its text, which it replaces. */
static bool read_string(struct reader *reader, struct text *string)
{
    if (!take(reader, "\""))
        return false;
    char *to = reader->at;
    string->data = to;
    while (!take(reader, "\"")) {
        if (take(reader, "\\")) {
            if (!read_escape(reader, &to))
                return false;
            continue;
        }
        size_t length = (unsigned char)*reader->at < 0x20 ? 0 : utf8_length(reader->at);
        if (length == 0)
            return false;
        memmove(to, reader->at, length);
        to += length;
        reader->at += length;
    }
    string->length = (size_t)(to - string->data);
    return true;
}

static bool take_digits(struct reader *reader)
{
    size_t count = strspn(reader->at, "0123456789");

    reader->at += count;
    return count > 0;
}

static bool read_number(struct reader *reader)
{
    take(reader, "-");
    if (!take(reader, "0") && !take_digits(reader))
        return false;
    if (take(reader, ".") && !take_digits(reader))
        return false;
    if (!take(reader, "e") && !take(reader, "E"))
        return true;
    if (!take(reader, "+"))
        take(reader, "-");
    return take_digits(reader);
}

/* One value of an array, or a name and a value of an object. */
static struct json *read_item(struct reader *reader, enum json_type parent)
{
    struct text key = {NULL, 0};

    skip_space(reader);
    if (parent == JSON_OBJECT) {
        if (!read_string(reader, &key))
            return NULL;
        skip_space(reader);
        if (!take(reader, ":"))
            return NULL;
    }
    struct json *item = read_value(reader);
    if (item != NULL)
        item->key = key;
    skip_space(reader);
    return item;
}

/* What follows the opening bracket of an array or object. */
static bool read_items(struct reader *reader, struct json *parent)
{
    const char *closing = parent->type == JSON_OBJECT ? "}" : "]";
    struct json **link = &parent->first;

    skip_space(reader);
    if (take(reader, closing))
        return true;
    if (reader->depth == MAX_DEPTH)
        return false;
    reader->depth++;
    do {
        *link = read_item(reader, parent->type);
        if (*link == NULL)
            return false;
        link = &(*link)->next;
    } while (take(reader, ","));
    reader->depth--;
    return take(reader, closing);
}

static bool read_into(struct reader *reader, struct json *value)
{
    if (take(reader, "null"))
        return true;
    if (*reader->at == '"') {
        value->type = JSON_STRING;
        return read_string(reader, &value->string);
    }
    if (*reader->at == '{' || *reader->at == '[') {
        value->type = *reader->at++ == '{' ? JSON_OBJECT : JSON_ARRAY;
        return read_items(reader, value);
    }
    value->type = take(reader, "true") ? JSON_TRUE : take(reader, "false") ? JSON_FALSE : JSON_NUMBER;
    return value->type != JSON_NUMBER || read_number(reader);
}

static struct json *read_value(struct reader *reader)
{
    if (reader->used == MAX_VALUES)
        return NULL;
    struct json *value = &reader->values[reader->used++];
    *value = (struct json){.type = JSON_NULL};
    skip_space(reader);
    return read_into(reader, value) ? value : NULL;
}

struct json *read_json(char *text, size_t length)
{
    struct reader reader = {.at = text, .values = must(malloc(MAX_VALUES * sizeof *reader.values))};
    struct json *root = read_value(&reader);

    skip_space(&reader);
    if (root != NULL && reader.at == text + length)
        return root;
    free(reader.values);
    return NULL;
}

const struct json *member(const struct json *object, const char *name)
{
    const struct json *found = NULL;

    if (!json_is(object, JSON_OBJECT))
        return NULL;
    for (const struct json *each = object->first; each != NULL; each = each->next)
        if (text_is(each->key, name))
            found = each;
    return found;
}

bool json_is(const struct json *value, enum json_type type)
{
    return value != NULL && value->type == type;
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
