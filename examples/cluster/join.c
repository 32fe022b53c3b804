#include "join.h"

#include <sluice/transport.h>

#include "cluster_rpc.h"
#include "kernel/limits.h"

static bool read_heap(void *user, uint64_t at, void *out, size_t length)
{
	return sluice_member_read((struct sluice_member *)user, at, out, length) == 0;
}

static bool write_heap(void *user, uint64_t at, const void *bytes, size_t length)
{
	return sluice_member_write((struct sluice_member *)user, at, bytes, length) == 0;
}

int join_as(const char *folder, int32_t cxy, struct sluice_member **member, struct kernel_memory *memory)
{
	struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;
	uint64_t heap = 0;
	uint32_t size;
	int status;

	options.cxy = cxy;
	options.heap_size = HEAP_BYTES;
	options.identity = (struct sluice_identity){CLUSTER_RPC_FINGERPRINT, NULL, 0};
	status = sluice_member_join(folder, &options, sluice_deadline_after(TIMEOUT_NS), member, NULL);
	if (status != 0)
		return status;
	status = sluice_member_heap(*member, sluice_member_cxy(*member), &heap, &size);
	*memory = (struct kernel_memory){read_heap, write_heap, *member, (uint32_t)heap};
	if (status != 0)
		sluice_member_leave(*member);
	return status;
}
