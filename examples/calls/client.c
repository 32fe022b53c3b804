/*
 * A client of cluster-rpc in C, over shared memory: `client ADDRESS`. Each call blocks until it is answered. client.ts is its twin, and prints
 * the same, but for the calls that are under way at once.
 */
#include <inttypes.h>
#include <stdio.h>

#include <sluice/channel-transport.h>

#include "cluster_rpc_stubs.h"

#define TIMEOUT_NS (INT64_C(10) * 1000 * 1000 * 1000)

/* Prints how a call failed. Returns whether it did. */
static int has_failed(struct sluice_transport *transport, const char *call, int status)
{
	const struct sluice_call_error *error = sluice_transport_last_error(transport);

	if (status == 0)
		return 0;
	printf("%s: %s", call, sluice_error_name(status));
	if (status == -SLUICE_ERR_REFUSED)
		printf(" %d", error->error);
	putchar('\n');
	return 1;
}

static void get_pages(struct sluice_transport *transport, uint32_t order)
{
	char call[32];
	uint64_t page;
	int status = rpc_pmem_get_pages_client(transport, 0, order, &page);

	snprintf(call, sizeof call, "pages of order %" PRIu32, order);
	if (!has_failed(transport, call, status))
		printf("%s: at 0x%" PRIx64 "\n", call, page);
}

static void get_entry(struct sluice_transport *transport)
{
	uint32_t attr, ppn;
	int status = rpc_vmm_get_pte_client(transport, 0, 1, 0x1234, 1, &attr, &ppn, NULL);

	if (!has_failed(transport, "page table entry", status))
		printf("page table entry: attr 0x%" PRIx32 ", ppn 0x%" PRIx32 "\n", attr, ppn);
}

static void make_fork(struct sluice_transport *transport)
{
	uint64_t thread;
	uint32_t child;
	int status = rpc_process_make_fork_client(transport, 0, 1, 0x9000, &child, &thread, NULL);

	if (!has_failed(transport, "fork", status))
		printf("fork: child %" PRIu32 ", thread 0x%" PRIx64 "\n", child, thread);
}

/* One request to each of three clusters, and all answers waited for together. */
static void send_signal(struct sluice_transport *transport)
{
	static const uint32_t targets[] = { 1, 2, 3 };
	static const uint64_t processes[] = { 10, 20, 30 };
	int status = rpc_process_sigaction_client(transport, targets, 3, 1, processes);

	if (!has_failed(transport, "signal to three clusters", status))
		puts("signal to three clusters: done in all");
}

static void get_entries(struct sluice_transport *transport)
{
	uint32_t vpn, ppn, right = 0;

	for (vpn = 0; vpn < 1000; vpn++) {
		int status = rpc_vmm_get_pte_client(transport, 0, 1, vpn, 0, NULL, &ppn, NULL);

		if (has_failed(transport, "page table entry", status))
			return;
		right += ppn == vpn + 0x400;
	}
	printf("1000 entries, blocking: %" PRIu32 " are right\n", right);
}

int main(int argc, char **argv)
{
	struct sluice_channel *channel;
	struct sluice_transport *transport;
	int status;

	if (argc != 2) {
		fprintf(stderr, "usage: client ADDRESS\n");
		return 2;
	}
	status = sluice_channel_connect(argv[1], NULL, sluice_now_ns() + TIMEOUT_NS, &channel, NULL);
	if (status == 0) {
		status = sluice_channel_transport(channel, 0, &transport);
		if (status != 0)
			sluice_channel_disconnect(channel);
	}
	if (status != 0) {
		fprintf(stderr, "%s: %s\n", argv[1], sluice_error_name(status));
		return 1;
	}
	sluice_transport_set_timeout(transport, TIMEOUT_NS);
	get_pages(transport, 2);
	get_pages(transport, 40);
	get_entry(transport);
	make_fork(transport);
	send_signal(transport);
	if (!has_failed(transport, "what nobody implements", rpc_sched_display_client(transport, 0, 0)))
		puts("what nobody implements: done");
	get_entries(transport);
	sluice_transport_free(transport);
	return 0;
}
