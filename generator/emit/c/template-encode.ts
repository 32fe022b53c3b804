/** Writing a struct and its tails: its size, a function per tail, and all of them in order. */
export const ENCODE_TEMPLATE: string = `\
{{#if hasTails}}
/* Bytes that \`in\` takes on the wire. */
static inline int {{measure}}(const {{whole}} *in, size_t *size)
{
	bool fits = true;

	*size = {{fixedSize}};
{{#each sizes}}
{{#if absent}}
	if (!({{absent}}))
		fits = fits && {{fits}};
{{else}}
	fits = fits && {{fits}};
{{/if}}
{{/each}}
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

{{#each puts}}
{{#if records}}
static inline int {{name}}(struct sluice_walk *walk, const {{../whole}} *in, size_t elements)
{
	struct sluice_walk source = sluice_walk_over(walk->message, in->{{tail}}.data, in->{{tail}}.length, true, walk->error);
	uint8_t *element = walk->to + elements;
	uint32_t i;
	int status;

{{#if absent}}
	if ({{absent}})
		return sluice_put_absent(walk, "{{path}}", &in->{{tail}});
{{/if}}
{{#each before}}
	{{this}};
{{/each}}
	status = {{first}};
{{#each more}}
	if (status == 0)
		status = {{this}};
{{/each}}
	source.origin = walk->origin + walk->used;
	for (i = 0; status == 0 && i < in->{{tail}}.count; i++, element += {{records.stride}}) {
		struct sluice_walk record = sluice_walk_rest(&source);
		{{records.whole}} found;

		status = sluice_put_offset(walk, "{{records.offsetPath}}", (size_t)(element - walk->to) + {{records.offsetAt}}, {{records.mostOffset}});
		if (status == 0)
			status = {{records.walk}}(&record, &found);
		{{records.storeOffset}};
		sluice_put_bytes(walk, record.at, record.used);
		source.used += record.used;
	}
	return status != 0 ? status : sluice_walk_end(&source, "{{path}}");
}
{{else}}
static inline int {{name}}(struct sluice_walk *walk, const {{../whole}} *in)
{
{{#if isPlain}}
	int status = {{first}};

{{else}}
	int status;

{{#if absent}}
	if ({{absent}}) {
{{#if clear}}
		{{clear}};
{{/if}}
		return sluice_put_absent(walk, "{{path}}", &in->{{tail}});
	}
{{/if}}
{{#each before}}
	{{this}};
{{/each}}
	status = {{first}};
{{/if}}
{{#each more}}
	if (status == 0)
		status = {{this}};
{{/each}}
{{#if after}}
	if (status != 0)
		return status;
{{#each after}}
	{{this}};
{{/each}}
	return 0;
{{else}}
	return status;
{{/if}}
}
{{/if}}

{{/each}}
{{/if}}
static inline int {{put}}(struct sluice_walk *walk, const {{whole}} *in)
{
{{#if judge}}
	int status = {{judge}}(walk, {{fixedAddress}});
{{else}}
{{#if hasTails}}
	int status = 0;
{{/if}}
{{/if}}
{{#each referred}}
	size_t at_{{this}} = 0;
{{/each}}
{{#if hasDeclarations}}

{{/if}}
{{#if judge}}
	if (status != 0)
		return status;
{{/if}}
{{#if hasFixed}}
	{{store}}(walk->to, {{fixed}});
	walk->used = {{fixedSize}};
{{/if}}
{{#each puts}}
	if (status == 0)
		status = {{call}};
{{#if isReferredTo}}
	at_{{tail}} = walk->start;
{{/if}}
{{/each}}
{{#each walker.idleCounts}}
	if (status == 0 && {{writeAbsent}})
		status = {{judge}}(walk, {{offset}}, 0);
{{/each}}
{{#if hasTails}}
	return status;
{{else}}
	return 0;
{{/if}}
}

/* Writes all of it, after judging every value; on an error the bytes at \`buf\` mean nothing. */
static inline int {{encode}}(void *buf, size_t capacity,
		const {{whole}} *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
{{#if hasTails}}
	size_t size;
	int status = {{measure}}(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "{{message}}", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "{{message}}", buf, capacity, size, error);
{{else}}
	int status = sluice_walk_into(&walk, "{{message}}", buf, capacity, {{fixedSize}}, error);

{{/if}}
	if (status == 0)
		status = {{put}}(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

`;
