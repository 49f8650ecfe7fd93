/*
 * OpenAI's completion endpoints, answered by the model "echo" with the last user message or the prompt it was
 * given, whole or, with `"stream": true`, word by word. A "token" in the usage counts is a word.
 */
#ifndef COMPLETIONS_H
#define COMPLETIONS_H

#include "http.h"

#define MODEL "echo"

struct refusal answer_chat_completion(const struct request *request);
struct refusal answer_text_completion(const struct request *request);

#endif
