/*
 * A peer of a region as a process: `c-peer FILE SLOT LIST` sends back what the peers in LIST (slots with commas) send, each byte one higher, to each of
 * them again and again, until slot 0 sends a message of type 99. Says on stdout how each channel has ended. ts-peer.ts is the same in TypeScript.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <sluice/region.h>

#include "../../native/check.h"

#define IN_TIME sluice_deadline_after(INT64_C(60000000000))
#define STOP 99u

struct served {
	uint32_t slot;
	struct sluice_channel *channel; /* NULL while nobody is there */
};

static struct sluice_region *region;
static bool is_over;

static void attach(const char *path, int slot)
{
	const struct sluice_region_options options = {.slot = slot};
	const int descriptor = open(path, O_RDWR | O_CLOEXEC);
	struct stat status;
	void *memory;

	CHECK(descriptor >= 0 && fstat(descriptor, &status) == 0);
	memory = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
	CHECK(memory != MAP_FAILED);
	CHECK(sluice_region_attach(memory, (size_t)status.st_size, &options, IN_TIME, &region, NULL) == 0);
}

/* 1 when a message went back, 0 when there was nothing to do, or what ended the channel. */
static int serve_some(struct served *peer)
{
	struct sluice_message message;
	int status = sluice_channel_get_message(peer->channel, &message);
	uint8_t *payload;
	size_t i;

	if (status != 1)
		return status;
	status = sluice_channel_prep_message(peer->channel, message.size, message.type, message.flags, 0, &payload);
	/* The message stays until there is room. */
	if (status == SLUICE_FULL)
		sluice_channel_send_messages(peer->channel);
	if (status != 0)
		return status == SLUICE_FULL ? 0 : status;
	for (i = 0; i < message.size; i++)
		payload[i] = (uint8_t)(message.payload[i] + 1);
	is_over = is_over || (message.type == STOP && peer->slot == 0);
	status = sluice_channel_finish_message(peer->channel);
	if (status == 0)
		status = sluice_channel_send_messages(peer->channel);
	return status < 0 ? status : 1;
}

/* Whether there was something to do. */
static bool serve(struct served *peer)
{
	int status;

	if (peer->channel == NULL) {
		status = sluice_region_try_connect(region, peer->slot, NULL, &peer->channel, NULL);
		CHECK(status == 0 || status == SLUICE_FULL || status == -SLUICE_ERR_INCOMPATIBLE);
		return status == 0;
	}
	status = serve_some(peer);
	if (status >= 0)
		return status > 0;
	printf("slot %u: %s\n", peer->slot, sluice_error_name(status));
	CHECK(sluice_channel_disconnect(peer->channel) == 0);
	peer->channel = NULL;
	return true;
}

/* A channel that nobody waits for learns of an end by this alone. */
static void look(const struct served *peer)
{
	enum sluice_endpoint_state state;

	if (peer->channel != NULL)
		CHECK(sluice_channel_get_remote_state(peer->channel, &state) == 0);
}

int main(int count, char **arguments)
{
	struct served peers[64];
	bool is_first = true;
	const char *list;
	int served = 0, i;

	CHECK(count == 4);
	setvbuf(stdout, NULL, _IOLBF, 0);
	attach(arguments[1], atoi(arguments[2]));
	for (list = arguments[3]; *list != '\0' && served < 64; list += *list == ',') {
		char *end;

		peers[served++] = (struct served){(uint32_t)strtoul(list, &end, 10), NULL};
		list = end;
	}
	while (!is_over) {
		bool was_busy = false;

		for (i = 0; i < served; i++)
			was_busy = serve(&peers[i]) || was_busy;
		for (i = 0; i < served && !was_busy; i++)
			look(&peers[i]);
		if (!was_busy)
			sluice_region_wait(region, is_first, IN_TIME);
		is_first = was_busy;
	}
	for (i = 0; i < served; i++)
		if (peers[i].channel != NULL)
			CHECK(sluice_channel_disconnect(peers[i].channel) == 0);
	sluice_region_detach(region);
	puts("served");
	return 0;
}
