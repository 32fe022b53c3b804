/* How long a call takes, and an exchange over virtio-serial to compare it with. Each says its outcome on stdout and returns 0 when it worked. */
#ifndef TIMING_H
#define TIMING_H

#include <sluice/transport.h>

/* Empty calls, one after the other. */
int time_calls(struct sluice_transport *transport);

/* Sends back what comes from a port in messages of as many bytes as a call has, until one says that it is the last. In the guest. */
int echo_port(const char *path);

/* Exchanges such messages with that, over the socket that QEMU has for the port. On the host. */
int time_port(const char *path);

#endif
