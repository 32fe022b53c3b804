/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "address.h"

#include <stddef.h>
#include <string.h>

#include <sluice/error.h>

int sluice__address_parse(const char *text, struct sluice__address *out)
{
	const size_t length = text == NULL ? 0 : strlen(text);
	const bool is_abstract = length > 0 && text[0] == '@';

	*out = (struct sluice__address){.name.sun_family = AF_UNIX, .is_abstract = is_abstract};
	/* An abstract name has its length instead of a NUL; its own first byte is one. */
	if (length < (is_abstract ? 2u : 1u) || length >= sizeof out->name.sun_path + (is_abstract ? 1u : 0u))
		return -SLUICE_ERR_ADDRESS;
	memcpy(out->name.sun_path, text, length);
	if (is_abstract)
		out->name.sun_path[0] = '\0';
	out->length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + (is_abstract ? 0 : 1));
	return 0;
}

void sluice__address_format(const struct sluice__address *address, char text[SLUICE__ADDRESS_SIZE])
{
	const size_t length = address->length - offsetof(struct sockaddr_un, sun_path);

	memset(text, 0, SLUICE__ADDRESS_SIZE);
	memcpy(text, address->name.sun_path, length);
	if (address->is_abstract)
		text[0] = '@';
}
