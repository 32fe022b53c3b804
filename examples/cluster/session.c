#include "session.h"

#include <string.h>

#include "join.h"

int session_open(struct session *session, const char *folder, int32_t cxy)
{
	int status = join_as(folder, cxy, &session->member, &session->memory);

	if (status != 0)
		return status;
	session->next = 0;
	status = sluice_cluster_transport(session->member, 0, NULL, &session->client);
	if (status != 0) {
		sluice_member_leave(session->member);
		return status;
	}
	sluice_transport_set_timeout(session->client, TIMEOUT_NS);
	return 0;
}

void session_close(struct session *session)
{
	sluice_transport_free(session->client);
	sluice_member_leave(session->member);
}

uint64_t session_place(const struct session *session, uint32_t offset)
{
	return pointer_of(sluice_member_cxy(session->member), session->memory.heap_offset + SCRATCH + offset);
}

uint64_t session_lay(struct session *session, const void *bytes, uint32_t length)
{
	uint64_t at;

	if (session->next + length > SCRATCH_BYTES)
		session->next = 0;
	at = session_place(session, session->next);
	session->next += (length + 15) & ~15u;
	sluice_member_write(session->member, at, bytes, length);
	return at;
}

uint64_t session_lay_name(struct session *session, const char *name)
{
	return session_lay(session, name, (uint32_t)strlen(name) + 1);
}

uint64_t session_inode(const struct session *session, uint32_t cxy, uint32_t index)
{
	uint8_t record[LARGEST_RECORD];

	return record_at(&session->memory, cxy, TYPE_INODE, index, record) ? get_u64(record) : 0;
}

uint64_t session_mapper_of(const struct session *session, uint64_t inode)
{
	return record_u64(&session->memory, inode, INODE_MAPPER, 0);
}

struct seen_process session_process(const struct session *session, uint32_t cxy)
{
	uint8_t record[LARGEST_RECORD];

	if (!record_at(&session->memory, cxy, TYPE_PROCESS, 0, record))
		return (struct seen_process){0, 0};
	return (struct seen_process){get_u64(record), get_u32(record + PROCESS_PID)};
}

uint32_t session_newest_vpn(const struct session *session, uint64_t process)
{
	uint8_t record[LARGEST_RECORD];
	uint32_t count;

	if (!record_read(&session->memory, process, record))
		return 0;
	count = get_u32(record + PROCESS_VSEG_COUNT);
	if (count < 1 || count > VSEGS_OF_PROCESS)
		return 0;
	return get_u32(record + PROCESS_VSEGS + (count - 1) * VSEG_BYTES + VSEG_BASE);
}
