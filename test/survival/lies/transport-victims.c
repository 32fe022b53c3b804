/* SPDX-License-Identifier: MIT */
/* Victims that use a channel as a transport: records, a server of calls, and a caller. */
#include <errno.h>

#include <sluice/channel-transport.h>

#include "../../../native/src/channel.h"
#include "cluster_rpc_stubs.h"
#include "round.h"

static struct sluice_transport *transport_of(struct round *round)
{
	return (struct sluice_transport *)round->state;
}

static void open_transport(struct round *round, struct sluice__link *link)
{
	struct sluice_transport *transport;
	struct sluice_channel *channel;

	CHECK(sluice__channel_open(link, &round->options, &channel) == 0);
	CHECK(sluice_channel_transport(channel, 3000, &transport) == 0);
	CHECK(sluice_transport_set_timeout(transport, 300000) == 0);
	round->state = transport;
}

static void close_transport(struct round *round)
{
	if (below(&round->seed, 2) == 0)
		sluice_transport_close(transport_of(round), sluice_deadline_after(1000000));
	sluice_transport_free(transport_of(round));
}

/* Beside what a channel says: records that are none, which the liar may just have made up of honest ones. */
static void check_transport(struct round *round, int status)
{
	round->operations++;
	switch (status) {
	case -SLUICE_ERR_PROTOCOL:
		round->reason = NO_RECORD;
		break;
	case -SLUICE_ERR_PEER_CLOSED:
	case -SLUICE_ERR_POISONED:
		CHECK(atomic_load(&round->liar.told) != 0 || atomic_load(&round->has_left) || round->reason != 0);
		if (status == -SLUICE_ERR_POISONED)
			round->reason = UNTOLD;
		break;
	default: check_status(round, NULL, status);
	}
}

/* ---- records ------------------------------------------------------------------------------------------------------------------------- */

static void take(void *user, const uint8_t *record, size_t length)
{
	struct round *round = (struct round *)user;
	uint32_t sum = 0;
	int look;

	round->operations++;
	CHECK(length > 0 && length <= 3000);
	for (look = 0; look < 2; look++) {
		const volatile uint8_t *bytes = record;
		uint32_t now = 0;
		size_t i;

		for (i = 0; i < length; i++)
			now = now * 33 + bytes[i];
		CHECK(look == 0 || now == sum || round->options.trusts_peer);
		sum = now;
	}
}

static void send_record(struct round *round)
{
	const size_t size = 1 + below(&round->seed, 3000);
	uint8_t *room;
	int status = sluice_transport_try_reserve(transport_of(round), size, &room);

	check_transport(round, status);
	if (status != 0)
		return;
	memset(room, 3, size);
	if (below(&round->seed, 8) == 0)
		sluice_transport_abort(transport_of(round));
	else
		sluice_transport_commit(transport_of(round), size);
}

static void step_records(struct round *round)
{
	struct sluice_transport *transport = transport_of(round);

	switch (below(&round->seed, 8)) {
	case 0: case 1: case 2: check_transport(round, sluice_transport_poll(transport, take, round, 1 + below(&round->seed, 9))); break;
	case 3: case 4: send_record(round); break;
	case 5: check_transport(round, sluice_transport_publish(transport)); break;
	case 6: check_transport(round, sluice_transport_flush(transport)); break;
	default: check_transport(round, sluice_transport_wait(transport, sluice_deadline_after(below(&round->seed, 100) * 1000)));
	}
}

/* ---- calls --------------------------------------------------------------------------------------------------------------------------- */

static int get_pages(struct sluice_call_context *context, uint32_t order, uint64_t *page)
{
	(void)context;
	*page = (uint64_t)order << 12;
	return order > 20 ? -ENOMEM : 0;
}

static int release_pages(struct sluice_call_context *context, uint64_t page)
{
	(void)page;
	return sluice_call_is_cancelled(context) ? -ECANCELED : 0;
}

static const struct cluster_rpc_handlers HANDLERS = {.pmem_get_pages = get_pages, .pmem_release_pages = release_pages};

static void step_server(struct round *round)
{
	const int status = sluice_serve_some(transport_of(round), &cluster_rpc_service, &HANDLERS, NULL, NULL, 1 + below(&round->seed, 9));

	check_transport(round, status);
	if (status == 0 && below(&round->seed, 4) == 0)
		check_transport(round, sluice_transport_wait(transport_of(round), sluice_deadline_after(below(&round->seed, 100) * 1000)));
}

/* What an answer can make of a call. */
static void check_answer(struct round *round, int status)
{
	round->operations++;
	if (status < 0)
		CHECK(sluice_error_name(status) != NULL && sluice_transport_last_error(transport_of(round))->status == status);
	CHECK(status <= 0);
	/* Nothing can be called any more. */
	if (sluice_transport_state(transport_of(round)) == SLUICE_TRANSPORT_CLOSED)
		round->reason = UNTOLD;
}

static void step_caller(struct round *round)
{
	uint64_t page = 0;

	if (below(&round->seed, 2) == 0)
		check_answer(round, rpc_pmem_get_pages_client(transport_of(round), 0, below(&round->seed, 8), &page));
	else
		check_answer(round, rpc_pmem_release_pages_client(transport_of(round), 0, page));
}

const struct kind TRANSPORT_KINDS[] = {
	{"records", SLUICE_PURPOSE_CHANNEL, false, false, false, false, false, open_transport, step_records, close_transport},
	{"records-trusted", SLUICE_PURPOSE_CHANNEL, true, true, false, false, false, open_transport, step_records, close_transport},
	{"server", SLUICE_PURPOSE_CHANNEL, false, false, true, false, false, open_transport, step_server, close_transport},
	{"server-trusted", SLUICE_PURPOSE_CHANNEL, true, true, true, false, false, open_transport, step_server, close_transport},
	{"caller", SLUICE_PURPOSE_CHANNEL, false, false, true, false, true, open_transport, step_caller, close_transport},
	{0},
};
