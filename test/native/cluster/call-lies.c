/* SPDX-License-Identifier: MIT */
/* `call-lies CASE`: a member that writes anything anywhere into the memory of another, which calls and serves. ROUNDS times as long as usual. */
#define _GNU_SOURCE
/* A slot that is forged anew while its call is copied asks for a nested call after all. */
#define NESTED_PATIENCE_NS INT64_C(5000000)
#include "call-test.h"

#include "../../../native/src/cluster-slot.h"
#include "../../../native/src/fifo.h"
#include "../../../native/src/member.h"

#ifndef ROUNDS
#define ROUNDS 1
#endif
#define TIME_NS (INT64_C(700000000) * ROUNDS)
#define VICTIM 1
#define HONEST 2
#define LIAR 3

static void ignore_ring(void *context, uint32_t number)
{
	sluice__peer_ring((const struct sluice__peer *)context, number);
}

/* A word that might be true. */
static uint32_t draw_word(uint32_t *seed, const struct sluice__member_view *view)
{
	switch (below(seed, 6)) {
	case 0: return below(seed, 9);
	case 1: return below(seed, 3) << SLUICE__GENERATION_SHIFT | below(seed, 256);
	case 2: return below(seed, view->call_count * 2);
	case 3: return UINT32_MAX - below(seed, 3);
	case 4: return 1u << below(seed, 32);
	default: return draw(seed);
	}
}

/* A slot of its own as a call of almost any kind. */
static uint32_t forge_call(uint32_t *seed, const struct sluice__member_view *own, uint32_t index)
{
	struct sluice_call_slot *slot = sluice__slot_at(own, index);
	const uint32_t index_of_rpc = below(seed, 4) == 0 ? draw(seed) : below(seed, RPC_DIE);

	memcpy(slot->descriptor, &index_of_rpc, 4);
	set_argument(slot->descriptor, 0, below(seed, 2) == 0 ? LIAR : below(seed, 100));
	set_argument(slot->descriptor, 1, 0);
	slot->lead = (uint16_t)draw_word(seed, own);
	slot->waiter = (uint16_t)draw_word(seed, own);
	slot->target = below(seed, 8) == 0 ? draw(seed) : VICTIM;
	slot->fingerprint = below(seed, 2) == 0 ? 0 : draw(seed);
	slot->deadline = below(seed, 2) == 0 ? 0 : (uint64_t)draw(seed) << below(seed, 32);
	sluice_store_seq_cst(&slot->word, below(seed, 8) == 0 ? draw(seed) : sluice__word_pending(below(seed, 4)));
	return index;
}

static void post_reference(uint32_t *seed, struct sluice_member *member, struct sluice__peer *peer, bool forges_numbers)
{
	const struct sluice__member_view *own = sluice__member_view(member);
	union {
		struct sluice_call_reference reference;
		uint8_t bytes[SLUICE_FIFO_INLINE];
	} payload = {{draw_word(seed, own), below(seed, 4)}};
	struct sluice__fifo_writer writer;
	struct sluice__fifo place;
	uint32_t owner = peer->writer_first + below(seed, own->waiter_count);

	if (below(seed, 2) == 0)
		payload.reference.slot = forge_call(seed, own, below(seed, own->call_count));
	if (forges_numbers)
		owner = 1 + below(seed, SLUICE_FIFO_OWNERS);
	CHECK(sluice__fifo_place(&place, peer->view.fifo_lines, peer->view.fifo_slots, peer->view.fifo_slot_count));
	sluice__fifo_writer_init(&writer, &place, owner, ignore_ring, peer);
	sluice__fifo_try_post(&writer, payload.bytes, below(seed, 8) == 0 ? below(seed, 57) : sizeof payload.reference);
}

static void scribble(uint32_t *seed, struct sluice__peer *peer)
{
	const struct sluice__member_view *view = &peer->view;
	uint8_t *at;

	switch (below(seed, 8)) {
	case 0: at = view->fifo_lines + below(seed, SLUICE_FIFO_LINES_SIZE); break;
	case 1: at = view->fifo_slots + below(seed, view->fifo_slot_count * SLUICE_FIFO_SLOT_SIZE); break;
	case 2: at = view->waiters + below(seed, view->waiter_count * SLUICE_WAITER_LINES_SIZE); break;
	case 3: at = (uint8_t *)sluice__slot_response(sluice__slot_at(view, below(seed, 4) == 0 ? below(seed, view->call_count) : below(seed, 3))); break;
	case 4: at = view->calls + below(seed, view->call_count * SLUICE_CALL_SLOT_SIZE); break;
	/* Slots that are used, as a rule. */
	default: at = (uint8_t *)&sluice__slot_at(view, below(seed, 3))->word + (below(seed, 3) == 0 ? 4 * below(seed, 6) : 0); break;
	}
	at -= (uintptr_t)at % 4;
	__atomic_store_n((uint32_t *)(void *)at, draw_word(seed, view), __ATOMIC_RELAXED);
	if (below(seed, 16) == 0)
		sluice__peer_ring(peer, below(seed, 70));
}

static void lie(int to, int from, int32_t cxy, bool scribbles)
{
	struct sluice_member *member;
	struct sluice__peer *peer;
	uint32_t seed = 4711;

	CHECK(hear(to) == 'g');
	member = join_as(cxy);
	peer = sluice__member_peer(member, VICTIM);
	CHECK(peer != NULL);
	tell(from, 'J');
	while (overhear(to) == 0) {
		int i;

		for (i = 0; i < 20; i++) {
			if (scribbles && i % 2 == 0)
				scribble(&seed, peer);
			else
				post_reference(&seed, member, peer, scribbles);
		}
		nap(below(&seed, 4) * 20);
	}
	sluice__peer_release(peer);
	tell(from, 'E');
	sluice_member_leave(member);
}

static void lie_in_references(int to, int from, int32_t cxy)
{
	lie(to, from, cxy, false);
}

static void lie_in_words(int to, int from, int32_t cxy)
{
	lie(to, from, cxy, true);
}

/* What a call beside a liar may say: anything that a call may say at all. */
static bool is_a_status(int status)
{
	switch (-status) {
	case 0:
	case SLUICE_ERR_UNDEFINED:
	case SLUICE_ERR_RESERVED:
	case SLUICE_ERR_DISABLED:
	case SLUICE_ERR_UNIMPLEMENTED:
	case SLUICE_ERR_MALFORMED:
	case SLUICE_ERR_REFUSED:
	case SLUICE_ERR_FAILED:
	case SLUICE_ERR_CANCELLED:
	case SLUICE_ERR_DEADLINE:
	case SLUICE_ERR_STOPPING:
	case SLUICE_ERR_INCOMPATIBLE:
	case SLUICE_ERR_PEER_DIED:
	case SLUICE_ERR_PROTOCOL:
	case SLUICE_ERR_BUSY: return true;
	default: return false;
	}
}

static void suffer(void (*liar)(int to, int from, int32_t cxy), bool is_harmless)
{
	struct other honest = start_server(HONEST), other = start(liar, LIAR);
	struct sluice_member *member;
	int64_t over_ns;
	uint32_t rounds = 0;

	member = join_as(VICTIM);
	CHECK(sluice_cluster_attach(member, &SERVICE) == 0);
	tell(other.to, 'g');
	CHECK(hear(other.from) == 'J');
	over_ns = sluice_deadline_after(TIME_NS);
	while (!sluice_is_over(over_ns, sluice_now_ns())) {
		struct sluice_cluster_target targets[3] = {{.cxy = HONEST}, {.cxy = VICTIM}, {.cxy = HONEST}};
		const int64_t deadline_ns = sluice_deadline_after(is_harmless ? INT64_C(60000000000) : INT64_C(5000000));
		const int status = sluice_cluster_multicast(member, 0, targets, 3, 0, deadline_ns);

		CHECK(is_harmless ? status == 0 : is_a_status(status));
		CHECK(sluice_cluster_serve(member, 0, NULL, sluice_deadline_after(200000)) == 0);
		rounds++;
	}
	CHECK(rounds > 3);
	if (is_harmless)
		CHECK(counters_of(member).strays > 0 && counters_of(member).served > 0);
	tell(other.to, 'e');
	CHECK(hear(other.from) == 'E');
	end(other, 0);
	CHECK(sluice_member_leave(member) == 0);
	end(honest, SIGKILL);
}

static void references(void)
{
	suffer(lie_in_references, true);
}

static void words(void)
{
	suffer(lie_in_words, false);
}

int main(int argument_count, char **arguments)
{
	static const struct test TESTS[] = {{"references", references}, {"words", words}};
	int result;

	make_folder();
	result = RUN_TEST(TESTS, argument_count, arguments);
	remove_folder();
	return result;
}
