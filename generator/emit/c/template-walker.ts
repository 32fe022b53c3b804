/** Walkers of one place: judges of values, the fixed part, a function per tail, and all of them in order. See `view-walker.ts`. */
import { JUDGE_TEMPLATE } from './template-judge.ts';

export const WALKER_TEMPLATE: string = `\
${JUDGE_TEMPLATE}\
{{#if fixedSize}}
static inline int {{fixed}}(struct sluice_walk *walk)
{
{{#if entries}}
	static const struct sluice_field fields[] = {
{{#each entries}}
		{ "{{name}}", {{offset}}, {{size}} },
{{/each}}
	};

	return sluice_walk_fixed(walk, {{self}}, {{fixedSize}}, fields, {{entryCount}});
{{else}}
	return sluice_walk_fixed(walk, {{self}}, {{fixedSize}}, NULL, 0);
{{/if}}
}

{{/if}}
{{#each tails}}
{{#if elements}}
static inline int {{elements.name}}(const struct sluice_walk *walk, const struct sluice_span *elements)
{
	const uint8_t *element = (const uint8_t *)elements->data;
	size_t i;

	for (i = 0; walk->values && i < elements->count; i++) {
		int status = {{elements.element}}(walk, walk->start + i{{#if elements.stride}} * {{elements.stride}}{{/if}}, {{elements.load}});

		if (status != 0)
			return status;
	}
	return 0;
}

{{/if}}
{{#if take.records}}
static inline int {{take.name}}(struct sluice_walk *walk, const struct sluice_span *elements, struct sluice_span *out)
{
	const uint8_t *element = (const uint8_t *)elements->data;
{{#if take.selector}}
	{{take.selector}};
{{/if}}
	uint32_t i;
	int status;

{{#if take.absent}}
	*out = sluice_no_span();
	if ({{take.absent}})
		return 0;
{{/if}}
	status = {{take.first}};
{{#each take.more}}
	if (status == 0)
		status = {{this}};
{{/each}}
	for (i = 0; status == 0 && i < elements->count; i++, element += {{take.records.stride}}) {
		const int64_t offset = {{take.records.loadOffset}};
		struct sluice_walk record = sluice_walk_rest(walk);
		{{take.records.whole}} found;

		if (offset != (int64_t)walk->used)
			return sluice_walk_fail(walk, SLUICE_ERR_OFFSET, "{{take.records.offsetPath}}",
						(size_t)(element - walk->at) + {{take.records.offsetAt}}, (int64_t)walk->used, offset);
		status = {{take.records.walk}}(&record, &found);
		walk->used += record.used;
	}
	*out = sluice_walk_since_start(walk, elements->count);
	return status;
}
{{else}}
static inline int {{take.name}}(struct sluice_walk *walk, struct sluice_span *out)
{
{{#if take.selector}}
	{{take.selector}};
{{/if}}
{{#if take.count}}
	{{take.count}};
{{/if}}
{{#if take.isPlain}}
{{#if take.count}}

{{/if}}
	return {{take.first}};
{{else}}
{{#if take.absent}}
{{#if take.more}}
	int status;
{{/if}}

	*out = sluice_no_span();
	if ({{take.absent}})
		return 0;
{{#if take.more}}
	status = {{take.first}};
{{/if}}
{{else}}
	int status = {{take.first}};

{{/if}}
{{#if take.more}}
{{#each take.more}}
	if (status == 0)
		status = {{this}};
{{/each}}
	return status;
{{else}}
	return {{take.first}};
{{/if}}
{{/if}}
}
{{/if}}

{{/each}}
static inline int {{walk}}(struct sluice_walk *walk, {{whole}} *out)
{
{{#if tails}}
{{#if load}}
	int status = {{fixed}}(walk);

{{#if judge}}
	if (status == 0 && walk->values) {
		{{fixedPlace}} = {{load}}(walk->at);
		status = {{judge}}(walk, &{{fixedPlace}});
	}
{{else}}
	if (status == 0 && walk->values)
		{{fixedPlace}} = {{load}}(walk->at);
{{/if}}
{{else}}
	int status = 0;

{{/if}}
{{#each tails}}
	if (status == 0)
		status = {{call}};
{{/each}}
{{#each idleCounts}}
	if (status == 0 && walk->values && {{readAbsent}})
		status = {{judge}}(walk, {{offset}}, {{value}});
{{/each}}
	return status;
{{else}}
	int status = {{fixed}}(walk);

	if (status != 0)
		return status;
	*out = {{load}}(walk->at);
{{#if judge}}
	return walk->values ? {{judge}}(walk, out) : 0;
{{else}}
	return 0;
{{/if}}
{{/if}}
}

`;
