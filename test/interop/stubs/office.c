/*
 * Both ends of a protocol with messages, RPCs and a feature; the schema is in office.test.ts.
 *
 *   office serve PATH   serves one connection, then prints its counters
 *   office call PATH    calls, and prints what comes of each call
 *
 * Without -DLENDING the stubs are those of a config in which OF_LEND is off.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sluice/socket.h>

#include "office_stubs.h"

static int ring(struct sluice_call_context *context, const struct of_header *header, const struct of_ring *in)
{
	(void)context;
	(void)header;
	return in->times > 3 ? -EINVAL : 0;
}

static int look(struct sluice_call_context *context, uint32_t who, uint32_t *state)
{
	(void)context;
	*state = who + 1;
	return who == 0 ? -ENOENT : 0;
}

static int note(struct sluice_call_context *context, uint32_t text)
{
	printf("note %" PRIu32 "\n", text);
	(void)context;
	return 0;
}

static int on_disabled(struct sluice_call_context *context)
{
	printf("disabled %s %d\n", context->name, context->correlation != 0);
	return 0;
}

static const struct office_handlers HANDLERS = {.ring = ring, .look = look, .note = note};

static int serve(const char *path)
{
	const struct sluice_serve_options options = {.on_disabled = on_disabled};
	struct sluice_call_counters counters;
	struct sluice_listener *listener;
	struct sluice_transport *transport;
	int status = sluice_socket_listen(path, NULL, &listener);

	if (status != 0)
		return 1;
	printf("listening\n");
	fflush(stdout);
	if (sluice_listener_accept(listener, sluice_deadline_after(INT64_C(10000000000)), &transport) != 0)
		return 1;
	status = office_serve(transport, &HANDLERS, NULL, &options);
	counters = sluice_transport_counters(transport);
	printf("ended %d: calls %" PRIu64 " answered %" PRIu64 " refused %" PRIu64 " disabled %" PRIu64 "\n", status, counters.calls,
	       counters.answered, counters.refused, counters.disabled);
	sluice_transport_free(transport);
	sluice_listener_close(listener);
	return 0;
}

static void show(struct sluice_transport *transport, const char *name, int status, uint32_t output)
{
	const struct sluice_call_error *error = sluice_transport_last_error(transport);

	if (status == 0)
		printf("%s %" PRIu32 "\n", name, output);
	else
		printf("%s %s %d %s\n", name, sluice_error_name(status), error->error, error->started == SLUICE_STARTED_NO ? "no" : "unknown");
}

static int call(const char *path)
{
	struct sluice_transport *transport;
	struct of_ring times = {3};
	uint32_t state = 0;
	uint32_t who;
	int status;

	if (sluice_socket_connect(path, NULL, sluice_deadline_after(INT64_C(10000000000)), &transport) != 0)
		return 1;
	for (; times.times <= 4; times.times++)
		show(transport, "ring", of_ring_call(transport, NULL, &times), 0);
	for (who = 0; who < 2; who++) {
		status = of_look_client(transport, 0, who, &state);
		show(transport, "look", status, state);
	}
	show(transport, "note", of_note_client(transport, 0, 7), 0);
#ifdef LENDING
	show(transport, "lend", of_lend_call(transport, NULL), 0);
	show(transport, "lend", of_lend_send(transport, NULL), 0);
#endif
	status = of_look_client(transport, 0, 5, &state);
	show(transport, "look", status, state);
	sluice_transport_close(transport, SLUICE_FOREVER);
	sluice_transport_free(transport);
	return 0;
}

int main(int count, char **arguments)
{
	if (count == 3 && strcmp(arguments[1], "serve") == 0)
		return serve(arguments[2]);
	return count == 3 ? call(arguments[2]) : 2;
}
