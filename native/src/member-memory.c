/* SPDX-License-Identifier: MIT */
/* Extended pointers: cluster << 32 | offset, judged against the heap of the member that they name. */
#define _GNU_SOURCE
#include <string.h>

#include "member.h"

/* Where the bytes are, with a reference in `*peer`. An offset below the heap wraps, and is far too large. */
static int resolve(struct sluice_member *member, uint64_t xptr, size_t length, struct sluice__peer **peer, uint8_t **at)
{
	const uint32_t cxy = (uint32_t)(xptr >> 32), offset = (uint32_t)xptr;
	int status = sluice__member_check(member);
	uint32_t within;

	if (status != 0)
		return status;
	*peer = sluice__member_peer(member, cxy);
	if (*peer == NULL)
		return -SLUICE_ERR_NO_MEMBER;
	within = offset - (*peer)->view.heap_offset;
	if (offset >= (*peer)->view.heap_offset && within <= (*peer)->view.heap_size && length <= (*peer)->view.heap_size - within) {
		*at = (*peer)->view.base + offset;
		return 0;
	}
	sluice__peer_release(*peer);
	return -SLUICE_ERR_POINTER;
}

/* Copies from where the pointer leads to `to`, or there from `from`; the other one is NULL. */
static int copy(struct sluice_member *member, uint64_t xptr, void *to, const void *from, size_t length)
{
	struct sluice__peer *peer;
	uint8_t *at;
	const int status = resolve(member, xptr, length, &peer, &at);

	if (status != 0)
		return status;
	if (length > 0 && to != NULL)
		memcpy(to, at, length);
	else if (length > 0)
		memcpy(at, from, length);
	sluice__peer_release(peer);
	return 0;
}

int sluice_member_read(struct sluice_member *member, uint64_t xptr, void *to, size_t length)
{
	return copy(member, xptr, to, NULL, length);
}

int sluice_member_write(struct sluice_member *member, uint64_t xptr, const void *from, size_t length)
{
	return copy(member, xptr, NULL, from, length);
}

int sluice_member_heap(struct sluice_member *member, uint32_t cxy, uint64_t *xptr, uint32_t *size)
{
	struct sluice__peer *peer;
	const int status = sluice__member_check(member);

	if (status != 0)
		return status;
	peer = sluice__member_peer(member, cxy);
	if (peer == NULL)
		return -SLUICE_ERR_NO_MEMBER;
	*xptr = sluice_xptr(cxy, peer->view.heap_offset);
	*size = peer->view.heap_size;
	sluice__peer_release(peer);
	return 0;
}
