/* `build/server PATH` serves the store on a Unix socket until it is killed, one connection after the other. server.ts is its twin. */
#include <errno.h>
#include <stdio.h>

#include <sluice/socket.h>

#include "store_stubs.h"

#define MAX_KEYS 64

struct store {
	uint64_t keys[MAX_KEYS];
	uint64_t values[MAX_KEYS];
	size_t count;
};

/* Where a key is; `count` when it is nowhere. */
static size_t find(const struct store *store, uint64_t key)
{
	size_t at = 0;

	while (at < store->count && store->keys[at] != key)
		at++;
	return at;
}

static int get(struct sluice_call_context *context, uint64_t key, uint64_t *value, uint8_t *found)
{
	const struct store *store = context->user;
	size_t at = find(store, key);

	*found = at < store->count;
	*value = *found ? store->values[at] : 0;
	return 0;
}

static int put(struct sluice_call_context *context, uint64_t key, uint64_t value, uint64_t *before)
{
	struct store *store = context->user;
	size_t at = find(store, key);

	if (at == MAX_KEYS)
		return -ENOSPC;
	*before = at < store->count ? store->values[at] : 0;
	if (at == store->count)
		store->count++;
	store->keys[at] = key;
	store->values[at] = value;
	return 0;
}

static int clear(struct sluice_call_context *context)
{
	((struct store *)context->user)->count = 0;
	return 0;
}

static const struct store_handlers HANDLERS = { .get = get, .put = put, .clear = clear };

int main(int argc, char **argv)
{
	static struct store store;
	struct sluice_listener *listener;
	struct sluice_transport *transport;

	if (argc != 2) {
		fprintf(stderr, "usage: server PATH\n");
		return 2;
	}
	if (sluice_socket_listen(argv[1], NULL, &listener) != 0) {
		perror(argv[1]);
		return 1;
	}
	puts("listening");
	fflush(stdout);
	while (sluice_listener_accept(listener, SLUICE_FOREVER, &transport) == 0) {
		store_serve(transport, &HANDLERS, &store, NULL);
		sluice_transport_free(transport);
	}
	perror("accept");
	sluice_listener_close(listener);
	return 1;
}
