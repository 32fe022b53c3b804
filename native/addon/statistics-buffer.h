/* SPDX-License-Identifier: MIT */
/* An entry of the statistics of this process as an ArrayBuffer, which its owner detaches before the entry is another one's, or unmapped. */
#ifndef SLUICE_ADDON_STATISTICS_BUFFER_H
#define SLUICE_ADDON_STATISTICS_BUFFER_H

#include "resource.h"
#include "statistics.h"

/* Sets `object.statistics`, to null when there is no entry; `*reference` is then NULL, else it holds the buffer. False with an exception. */
bool statistics_buffer__set(napi_env env, struct sluice_statistics_entry *entry, napi_value object, napi_ref *reference);
/* Twice is nothing. */
void statistics_buffer__detach(const struct resource *owner, napi_ref *reference);

#endif /* SLUICE_ADDON_STATISTICS_BUFFER_H */
