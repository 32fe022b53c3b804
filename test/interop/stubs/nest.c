/* A member of nests.test.ts: `nest FOLDER CXY THREADS WAITERS`, until it is killed. All of its handlers block; nest-server.ts says what they do. */
#include <sluice/cluster-transport.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cluster_rpc_stubs.h"

static int next(struct sluice_call_context *context, uint32_t left, uint64_t kinds, uint64_t *levels)
{
	uint64_t below = 0;
	int status = 0;

	if (left > 0)
		status = (kinds & 1) != 0
				 ? rpc_kcm_alloc_client(context->transport, 1 - context->target, (uint32_t)(kinds >> 1) << 8 | (left - 1), &below)
				 : rpc_mapper_get_page_client(context->transport, 1 - context->target, kinds >> 1, left - 1, &below);
	*levels = below + 1;
	return status == 0 ? 0 : -EIO;
}

static int kcm_alloc(struct sluice_call_context *context, uint32_t kmem_type, uint64_t *buf_xp)
{
	return next(context, kmem_type & 0xff, kmem_type >> 8, buf_xp);
}

static int mapper_get_page(struct sluice_call_context *context, uint64_t mapper, uint32_t index, uint64_t *page)
{
	return next(context, index, mapper, page);
}

static const struct cluster_rpc_handlers HANDLERS = {.kcm_alloc = kcm_alloc, .mapper_get_page = mapper_get_page};

static void listening(void)
{
	printf("\"listening\"\n");
	fflush(stdout);
}

/* The thread that has joined serves alone. */
static int serve_alone(struct sluice_member *member)
{
	struct sluice_transport *transport;
	int status = sluice_cluster_transport(member, 0, NULL, &transport);

	if (status != 0)
		return status;
	listening();
	return sluice_serve(transport, &cluster_rpc_service, &HANDLERS, NULL, NULL);
}

static int serve_by_pool(struct sluice_member *member, uint32_t threads)
{
	struct sluice_cluster_pool *pool;
	const int status = sluice_cluster_serve_pool(member, threads, &cluster_rpc_service, &HANDLERS, NULL, NULL, NULL, &pool);

	if (status != 0)
		return status;
	listening();
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	struct sluice_member_options options = SLUICE_MEMBER_OPTIONS;
	struct sluice_channel_refusal why;
	struct sluice_member *member;
	uint32_t threads;
	int status;

	if (argc != 5)
		return 2;
	options.cxy = atoi(argv[2]);
	threads = (uint32_t)atoi(argv[3]);
	options.waiters = (uint32_t)atoi(argv[4]);
	status = sluice_member_join(argv[1], &options, sluice_deadline_after(INT64_C(60000000000)), &member, &why);
	if (status == 0)
		status = threads == 0 ? serve_alone(member) : serve_by_pool(member, threads);
	fprintf(stderr, "nest: %s\n", sluice_error_name(status));
	return 1;
}
