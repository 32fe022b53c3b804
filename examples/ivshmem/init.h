/* What a program has to do when it is the first one of a Linux guest: file systems, modules, and the end of the machine. */
#ifndef INIT_H
#define INIT_H

/* Whether this process is the first one. */
int init_is_first(void);

/* Mounts proc, sysfs and devtmpfs, and loads the modules that /modules/order names, in order. Says on stderr what fails, and goes on. */
void init_begin(void);

/* Switches the machine off. Does not return. */
void init_end(void);

#endif
