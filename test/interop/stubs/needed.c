/* Calls whose answer may not be zero, between two threads: `needed.test.ts` has the schema. */
#include <pthread.h>
#include <stdio.h>

#include <sluice/local.h>

#include "needed_stubs.h"

static int ask(struct sluice_call_context *context, uint8_t kind, uint8_t *back, int32_t *level)
{
	(void)context;
	if (kind == ND_FORGETFUL)
		return 0;
	*back = kind;
	*level = 7;
	return 0;
}

static void *serve(void *transport)
{
	static const struct needed_handlers handlers = { .ask = ask };

	needed_serve((struct sluice_transport *)transport, &handlers, NULL, NULL);
	return NULL;
}

static void call(struct sluice_transport *client, uint8_t kind)
{
	uint8_t back = 0;
	int32_t level = 0;
	int status = nd_ask_client(client, 0, kind, &back, &level);

	printf("%d %s %d %d\n", kind, status == 0 ? "ok" : sluice_error_name(status), back, level);
}

/* A whole descriptor, as whoever only looks at it has it. */
static void take(int kind, int back, int level)
{
	struct nd_call desc = { .index = ND_ASK, .args = { (uint64_t)kind, (uint64_t)back, (uint64_t)level } };
	struct nd_ask_args args;
	struct sluice_error error = { 0 };
	int status = nd_ask_unpack(&desc, &args, &error);

	printf("%d %d %d %s %s\n", kind, back, level, status == 0 ? "ok" : sluice_error_name(status), status == 0 ? "" : error.field);
}

int main(void)
{
	struct sluice_transport *client, *server;
	pthread_t thread;

	if (sluice_local_pair(NULL, &client, &server) != 0 || pthread_create(&thread, NULL, serve, server) != 0)
		return 1;
	sluice_transport_set_timeout(client, INT64_C(60000000000));
	call(client, ND_BOX);
	call(client, ND_FORGETFUL);
	take(ND_BOX, 0, 0);
	take(ND_BOX, 9, 0);
	take(ND_BOX, 0, 4);
	sluice_transport_close(client, SLUICE_FOREVER);
	pthread_join(thread, NULL);
	sluice_transport_free(client);
	sluice_transport_free(server);
	return 0;
}
