/* A filter in the kernel that makes calls of one kind fail, in the thread that asks for it and in those that it starts, for ever. */
#ifndef TEST_SURVIVAL_FAULTS_SYSTEM_FILTER_H
#define TEST_SURVIVAL_FAULTS_SYSTEM_FILTER_H

#include <stdbool.h>

/* Whether the kernel takes such filters, and this machine is one whose calls the filter knows. */
bool system_filter_is_possible(void);

/*
 * Every further call of this name fails with `number`. `mmap` means shared mappings alone: private ones are the C library's. False when
 * there is no such name, or the kernel refuses.
 */
bool system_filter_install(const char *name, int number);

#endif
