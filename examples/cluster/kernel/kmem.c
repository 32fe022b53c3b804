#include <errno.h>
#include <string.h>

#include "kernel.h"

#define KINDS 7u
#define SMALLEST 64u
#define PLACES_OF_PAGE (PAGE_BYTES / SMALLEST)

static bool find_place(const struct kernel *kernel, uint32_t kind, uint32_t *page, uint32_t *place)
{
	for (*page = 0; *page < FRAMES; ++*page) {
		if (kernel->pages.use[*page] != USE_SLAB || kernel->kinds[*page] != kind)
			continue;
		for (*place = 0; *place < PLACES_OF_PAGE >> kind; ++*place) {
			if (kernel->taken[*page][*place] == 0)
				return true;
		}
	}
	return false;
}

int kmem_allocate(struct kernel *kernel, uint32_t kind, uint64_t *ref)
{
	uint8_t record[LARGEST_RECORD] = {0};
	struct kernel_object *object;
	uint32_t page, place;
	int status;

	if (kind >= KINDS)
		return EINVAL;
	if (table_count(kernel, TYPE_OBJECT) == OBJECTS)
		return ENOMEM;
	if (!find_place(kernel, kind, &page, &place)) {
		status = pages_allocate(kernel, 0, USE_SLAB, &page);
		if (status != 0)
			return status;
		kernel->kinds[page] = (uint8_t)kind;
		place = 0;
	}
	object = table_add(kernel, TYPE_OBJECT);
	object->kind = kind;
	object->page = page;
	object->place = place;
	kernel->taken[page][place] = 1;
	put_u64(record + OBJECT_ADDRESS, frame_address(kernel, pages_ppn(kernel, page)) + place * (SMALLEST << kind));
	put_u32(record + OBJECT_TYPE, kind);
	put_u32(record + OBJECT_SIZE, SMALLEST << kind);
	record_publish(&kernel->memory, object->object.ref, record);
	*ref = object->object.ref;
	return 0;
}

int kmem_free(struct kernel *kernel, uint64_t ref, uint32_t kind)
{
	static const uint8_t NONE[PLACES_OF_PAGE];
	struct kernel_object *object;
	int status = table_find(kernel, ref, TYPE_OBJECT, &object);

	if (status != 0)
		return status;
	if (object->kind != kind)
		return -EINVAL;
	kernel->taken[object->page][object->place] = 0;
	record_withdraw(&kernel->memory, ref);
	table_remove(object);
	if (memcmp(kernel->taken[object->page], NONE, sizeof NONE) == 0)
		pages_release(kernel, object->page);
	return 0;
}
