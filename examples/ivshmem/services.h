/* What peers of the example serve: a few calls of cluster-rpc and of libos-ipc, from generated stubs. services.ts is their twin. */
#ifndef SERVICES_H
#define SERVICES_H

#include "cluster_rpc_stubs.h"
#include "libos_ipc_stubs.h"

/* Pages from 0x100000 on, a page table, naps, a call back to the caller, and an end: RPC_PROCESS_MAKE_EXIT. Their user is the region, or NULL. */
extern const struct cluster_rpc_handlers CLUSTER;
/* Processes 1 to 4; IPC_PID_KILL of process 0 is refused, that of 99 ends serving. */
extern const struct libos_ipc_handlers LIBOS;

/* Set once somebody has asked for the end; the server clears it. */
extern int services_stop;

/* Asks whoever is at the other end all of that. Returns how many answers were wrong, which it names on stdout. */
int ask_cluster(struct sluice_transport *transport);
int ask_libos(struct sluice_transport *transport);
/* Ask it to serve no more. */
int end_cluster(struct sluice_transport *transport);
int end_libos(struct sluice_transport *transport);

#endif
