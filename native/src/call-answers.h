/* SPDX-License-Identifier: MIT */
/* Answers that arrive. */
#ifndef SLUICE_SRC_CALL_ANSWERS_H
#define SLUICE_SRC_CALL_ANSWERS_H

#include <stddef.h>
#include <stdint.h>

#include "segment.h"

struct sluice_calls;

/* Gives an answer to its call, or counts a stray. */
void sluice__take_answer(struct sluice_calls *calls, const struct sluice_call *envelope, const uint8_t *payload, size_t length);

#endif /* SLUICE_SRC_CALL_ANSWERS_H */
