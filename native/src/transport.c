/* SPDX-License-Identifier: MIT */
/* What all transports have in common: checks and state. */
#include <sluice/transport.h>

#include "calls.h"

void sluice_transport_init(struct sluice_transport *transport, const struct sluice_transport_ops *ops, const char *peer, size_t max_length)
{
	*transport = (struct sluice_transport){.ops = ops, .peer = peer, .max_length = max_length != 0 ? max_length : SLUICE_MAX_LENGTH};
}

int sluice_transport_try_reserve(struct sluice_transport *transport, size_t length, uint8_t **out)
{
	if (length == 0 || length > transport->max_length)
		return -SLUICE_ERR_TOO_LONG;
	if (transport->state == SLUICE_TRANSPORT_CLOSED)
		return -SLUICE_ERR_PEER_CLOSED;
	return transport->ops->try_reserve(transport, length, out);
}

int sluice_transport_reserve(struct sluice_transport *transport, size_t length, uint8_t **out, int64_t deadline_ns)
{
	for (;;) {
		int status = sluice_transport_try_reserve(transport, length, out);

		if (status != SLUICE_FULL)
			return status;
		if (transport->ops->wait == NULL)
			return -SLUICE_ERR_CANNOT_BLOCK;
		status = transport->ops->wait(transport, SLUICE_WRITABLE, length, deadline_ns);
		if (status < 0)
			return status;
		if (status == 0 && sluice_is_over(deadline_ns, sluice_now_ns()))
			return -SLUICE_ERR_DEADLINE;
	}
}

void sluice_transport_commit(struct sluice_transport *transport, size_t length)
{
	transport->committed += length;
	transport->ops->commit(transport, length);
}

void sluice_transport_abort(struct sluice_transport *transport)
{
	transport->ops->abort(transport);
}

int sluice_transport_publish(struct sluice_transport *transport)
{
	return transport->state == SLUICE_TRANSPORT_CLOSED ? -SLUICE_ERR_PEER_CLOSED : transport->ops->publish(transport);
}

int sluice_transport_flush(struct sluice_transport *transport)
{
	return transport->state == SLUICE_TRANSPORT_CLOSED ? -SLUICE_ERR_PEER_CLOSED : transport->ops->flush(transport);
}

int sluice_transport_poll(struct sluice_transport *transport, sluice_receive *receive, void *user, size_t limit)
{
	return transport->state == SLUICE_TRANSPORT_CLOSED ? sluice__closed(transport)
							   : transport->ops->poll(transport, receive, user, limit);
}

int sluice_transport_wait(struct sluice_transport *transport, int64_t deadline_ns)
{
	int status;

	if (transport->ops->wait == NULL)
		return -SLUICE_ERR_CANNOT_BLOCK;
	if (transport->state == SLUICE_TRANSPORT_CLOSED)
		return sluice__closed(transport);
	status = transport->ops->wait(transport, SLUICE_READABLE, 0, deadline_ns);
	return status <= 0 ? status : 1;
}

int sluice_transport_descriptor(const struct sluice_transport *transport)
{
	return transport->ops->descriptor != NULL ? transport->ops->descriptor(transport) : -1;
}

enum sluice_transport_state sluice_transport_state(const struct sluice_transport *transport)
{
	return transport->state;
}

int sluice_transport_error(const struct sluice_transport *transport)
{
	return transport->error;
}

int sluice_transport_close(struct sluice_transport *transport, int64_t deadline_ns)
{
	return transport->state == SLUICE_TRANSPORT_CLOSED ? 0 : transport->ops->close(transport, deadline_ns);
}

void sluice_transport_destroy(struct sluice_transport *transport, int error)
{
	if (transport->state != SLUICE_TRANSPORT_CLOSED)
		transport->ops->destroy(transport, error);
}

void sluice_transport_free(struct sluice_transport *transport)
{
	if (transport == NULL)
		return;
	sluice_transport_destroy(transport, 0);
	sluice__calls_free(transport->calls);
	transport->ops->free(transport);
}

int sluice__closed(const struct sluice_transport *transport)
{
	return transport->error != 0 ? transport->error : -SLUICE_ERR_PEER_CLOSED;
}
