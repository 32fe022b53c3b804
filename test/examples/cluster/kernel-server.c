/*
 * The kernel in C behind one connection: `kernel-server SOCKET FOLDER CXY LIFE`. Its heap is a file of the folder. Lines on its standard output are
 * the console; when the client leaves, it tells what it has come to, and ends: 0 when all is as it has to be. RPC 27 for core
 * 1000 + n makes it forget member n, and for core 2000 check itself: there are no RPCs for these.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sluice/socket.h>

#include "../../../examples/cluster/kernel/kernel.h"

static struct kernel kernel;

static void print(const char *line)
{
	puts(line);
	fflush(stdout);
}

static int display_and_more(struct sluice_call_context *context, uint32_t lid)
{
	if (lid < 1000)
		return kernel_handlers.sched_display(context, lid);
	if (lid == 2000)
		return kernel_check(&kernel) == 0 ? 0 : -EIO;
	kernel_forget(&kernel, lid - 1000);
	return 0;
}

int main(int argc, char **argv)
{
	struct cluster_rpc_handlers handlers = kernel_handlers;
	struct kernel_memory memory;
	struct file_memory files;
	struct sluice_listener *listener;
	struct sluice_transport *transport;
	char line[256];
	uint32_t cxy;

	if (argc != 5)
		return 2;
	cxy = (uint32_t)atoi(argv[3]);
	file_memory_init(&files, argv[2], &memory);
	if (file_memory_create(&files, cxy) != 0 || kernel_init(&kernel, cxy, (uint32_t)atoi(argv[4]), &memory, print) != 0)
		return 3;
	if (sluice_socket_listen(argv[1], NULL, &listener) != 0)
		return 4;
	print("listening");
	/* Whoever waits for the socket connects once to see that it is there. */
	handlers.sched_display = display_and_more;
	if (sluice_listener_accept(listener, SLUICE_FOREVER, &transport) != 0)
		return 5;
	sluice_transport_set_timeout(transport, INT64_C(20000000000));
	cluster_rpc_serve(transport, &handlers, &kernel, NULL);
	sluice_transport_free(transport);
	sluice_listener_close(listener);
	kernel_summary(&kernel, line, sizeof line);
	print(line);
	return kernel_check(&kernel) == 0 ? 0 : 1;
}
