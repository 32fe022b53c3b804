#include <errno.h>
#include <string.h>

#include "kernel.h"

#define INSIDE (-1)

void pages_init(struct kernel *kernel, uint32_t life)
{
	uint32_t i;

	for (i = 0; i < FRAMES; i++) {
		kernel->pages.order[i] = INSIDE;
		kernel->pages.generations[i] = first_generation(life);
	}
	kernel->pages.order[0] = MAX_ORDER;
}

uint32_t pages_free_count(const struct kernel *kernel)
{
	const struct pages *pages = &kernel->pages;
	uint32_t i, count = 0;

	for (i = 0; i < FRAMES; i++) {
		if (pages->order[i] >= 0 && pages->use[i] == USE_FREE)
			count += 1u << pages->order[i];
	}
	return count;
}

static int smallest_free(const struct pages *pages, uint32_t order)
{
	int best = -1;
	uint32_t i;

	for (i = 0; i < FRAMES; i++) {
		if (pages->use[i] != USE_FREE || pages->order[i] < (int)order)
			continue;
		if (best < 0 || pages->order[i] < pages->order[best])
			best = (int)i;
	}
	return best;
}

int pages_allocate(struct kernel *kernel, uint32_t order, enum page_use use, uint32_t *page)
{
	struct pages *pages = &kernel->pages;
	int index = order > MAX_ORDER ? -1 : smallest_free(pages, order);

	if (index < 0)
		return ENOMEM;
	while (pages->order[index] > (int)order) {
		int8_t half = (int8_t)(pages->order[index] - 1);

		pages->order[index] = half;
		pages->order[index + (1 << half)] = half;
	}
	pages->use[index] = (uint8_t)use;
	pages->holders[index] = 1;
	pages->generations[index] = next_generation(pages->generations[index]);
	*page = (uint32_t)index;
	return 0;
}

void pages_release(struct kernel *kernel, uint32_t page)
{
	struct pages *pages = &kernel->pages;
	uint32_t start = page;
	int8_t order = pages->order[page];

	if (--pages->holders[page] != 0)
		return;
	pages->use[page] = USE_FREE;
	while (order < MAX_ORDER) {
		uint32_t pair = start ^ 1u << order;

		if (pages->use[pair] != USE_FREE || pages->order[pair] != order)
			break;
		pages->order[start > pair ? start : pair] = INSIDE;
		start = start < pair ? start : pair;
		pages->order[start] = ++order;
	}
}

int pages_release_of_client(struct kernel *kernel, uint64_t ref)
{
	const struct pages *pages = &kernel->pages;
	int status = judge_local(kernel, ref, TYPE_PAGE, FRAMES);
	uint32_t page = index_of(ref);

	if (status != 0)
		return status;
	if (pages->use[page] == USE_FREE || pages->order[page] < 0 || pages_ref(kernel, page) != ref)
		return -ESTALE;
	if (pages->use[page] != USE_CLIENT)
		return -EBUSY;
	pages_release(kernel, page);
	return 0;
}

uint64_t pages_ref(const struct kernel *kernel, uint32_t page)
{
	return reference(kernel->pages.generations[page], kernel->cxy, TYPE_PAGE, page);
}

uint32_t pages_ppn(const struct kernel *kernel, uint32_t page)
{
	return kernel->cxy << 16 | page;
}

uint64_t frame_address(const struct kernel *kernel, uint32_t ppn)
{
	uint32_t index = ppn & 0xffff;

	return index >= FRAMES ? 0 : pointer_of(ppn >> 16, kernel->memory.heap_offset + FRAME_BYTES + index * PAGE_BYTES);
}

void pages_read(struct kernel *kernel, uint32_t page, uint8_t *bytes)
{
	if (!kernel->memory.read(kernel->memory.user, frame_address(kernel, pages_ppn(kernel, page)), bytes, PAGE_BYTES))
		memset(bytes, 0, PAGE_BYTES);
}

void pages_write(struct kernel *kernel, uint32_t page, const void *bytes, size_t length, uint32_t offset)
{
	kernel->memory.write(kernel->memory.user, frame_address(kernel, pages_ppn(kernel, page)) + offset, bytes, length);
}
